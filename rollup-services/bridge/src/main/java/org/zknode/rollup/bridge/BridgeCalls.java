/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;

/** Calldata for bridges and for the exit root manager of a rollup (docs/spec/bridge.md). */
public final class BridgeCalls {
  private static final String CLAIM_ARGUMENTS =
      "(bytes32[32],bytes32[32],uint256,bytes32,bytes32,uint32,address,uint32,address,uint256,bytes)";

  private static final Function CLAIM_ASSET = new Function("claimAsset" + CLAIM_ARGUMENTS);
  private static final Function CLAIM_MESSAGE = new Function("claimMessage" + CLAIM_ARGUMENTS);
  private static final Function BRIDGE_ASSET =
      new Function("bridgeAsset(uint32,address,uint256,address,bool,bytes)");
  private static final Function BRIDGE_MESSAGE =
      new Function("bridgeMessage(uint32,address,bool,bytes)");
  private static final Function PROVE =
      new Function("proveGlobalExitRoot(uint64,uint32,bytes32,bytes32,uint64,bytes32[32])");

  /** What a claim of a claimed leaf reverts with. */
  public static final Bytes ALREADY_CLAIMED =
      Bytes.wrap(new Function("AlreadyClaimed()").selector());

  /**
   * Seconds after an L2 block in which a global exit root that it names can be proven in any case:
   * the ring of EIP-4788.
   */
  public static final long PROVABLE_SECONDS = 8191;

  private BridgeCalls() {}

  /**
   * Gives ether, of which the transaction carries as much, or a token to the bridge for another
   * network; L1's global exit root follows at once.
   *
   * @param amount in the token's smallest unit
   * @param token on the network where it is called, zero for ether
   */
  public static Bytes bridgeAsset(
      final long destinationNetwork,
      final Address destination,
      final BigInteger amount,
      final Address token) {
    return encode(
        BRIDGE_ASSET,
        destinationNetwork,
        address(destination),
        amount,
        address(token),
        true,
        new byte[0]);
  }

  /** Gives a message for a contract of another network to the bridge, with the call's ether. */
  public static Bytes bridgeMessage(
      final long destinationNetwork, final Address destination, final Bytes message) {
    return bridgeMessage(destinationNetwork, destination, true, message);
  }

  /**
   * The same.
   *
   * @param updateExitRoot whether L1's global exit root follows at once, or with a later deposit
   */
  public static Bytes bridgeMessage(
      final long destinationNetwork,
      final Address destination,
      final boolean updateExitRoot,
      final Bytes message) {
    return encode(
        BRIDGE_MESSAGE,
        destinationNetwork,
        address(destination),
        updateExitRoot,
        message.toArray());
  }

  /** Claims an asset or a message, whichever the leaf is. */
  public static Bytes claim(
      final ExitLeaf leaf, final GlobalIndex globalIndex, final ExitProof proof) {
    final Function function = leaf.leafType() == LeafType.ASSET ? CLAIM_ASSET : CLAIM_MESSAGE;
    return encode(
        function,
        words(proof.localProof()),
        words(proof.rollupProof()),
        globalIndex.encode(),
        proof.mainnetExitRoot().toArray(),
        proof.rollupExitRoot().toArray(),
        leaf.originNetwork(),
        address(leaf.originAddress()),
        leaf.destinationNetwork(),
        address(leaf.destinationAddress()),
        leaf.amount(),
        leaf.metadata().toArray());
  }

  /**
   * Makes a global exit root known on a rollup.
   *
   * @param l2Timestamp of a block whose parent beacon block root has the leaf, seconds
   * @param leafIndex of the L1 info tree, from 0
   * @param l1Timestamp of the leaf, seconds
   * @param proof 32 siblings from the leaf up to below that root
   */
  public static Bytes proveGlobalExitRoot(
      final long l2Timestamp,
      final long leafIndex,
      final Bytes32 globalExitRoot,
      final Bytes32 l1BlockHash,
      final long l1Timestamp,
      final List<Bytes32> proof) {
    return encode(
        PROVE,
        BigInteger.valueOf(l2Timestamp),
        leafIndex,
        globalExitRoot.toArray(),
        l1BlockHash.toArray(),
        BigInteger.valueOf(l1Timestamp),
        words(proof));
  }

  /** Where a rollup's exit root manager keeps whether it knows that global exit root. */
  public static UInt256 globalExitRootSlot(final Bytes32 globalExitRoot) {
    return UInt256.fromBytes(Keccak256.hash(globalExitRoot, Bytes32.ZERO));
  }

  private static Bytes encode(final Function function, final Object... arguments) {
    return Bytes.wrap(function.encodeCall(Tuple.from(arguments)).array());
  }

  private static byte[][] words(final List<Bytes32> words) {
    return words.stream().map(Bytes32::toArray).toArray(byte[][]::new);
  }

  private static com.esaulpaugh.headlong.abi.Address address(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }
}
