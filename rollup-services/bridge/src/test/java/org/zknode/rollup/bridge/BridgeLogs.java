/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Log;

/** Events as the contracts write them. */
final class BridgeLogs {
  static final Address L1_BRIDGE = address(0xb1);
  static final Address L2_BRIDGE = address(0xb2);
  static final Address ROLLUP_MANAGER = address(0x3a);
  static final Address EXIT_ROOT_MANAGER = address(0xe2);
  static final Address USER = address(0x05e2);
  static final Address OTHER = address(0x07e2);
  static final long OWN = 3;
  static final BridgeContracts CONTRACTS =
      new BridgeContracts(OWN, L1_BRIDGE, ROLLUP_MANAGER, 1, L2_BRIDGE, EXIT_ROOT_MANAGER);

  private static final Bytes GET_TOKEN =
      topic("getTokenWrappedAddress(uint32,address)").slice(0, 4);

  private BridgeLogs() {}

  static Address address(final int number) {
    return Address.fromHex("0x%040x".formatted(number));
  }

  /** Ether for an account. */
  static ExitLeaf leaf(final long destination, final Address to, final long amount) {
    return new ExitLeaf(
        LeafType.ASSET, 0, Address.ZERO, destination, to, BigInteger.valueOf(amount), Bytes.EMPTY);
  }

  static Log deposit(final Address bridge, final ExitLeaf leaf, final long count) {
    return log(
        bridge,
        "BridgeEvent(uint8,uint32,address,uint32,address,uint256,bytes,uint32)",
        "(uint8,uint32,address,uint32,address,uint256,bytes,uint32)",
        leaf.leafType().code(),
        leaf.originNetwork(),
        abi(leaf.originAddress()),
        leaf.destinationNetwork(),
        abi(leaf.destinationAddress()),
        leaf.amount(),
        leaf.metadata().toArray(),
        count);
  }

  static Log claim(final Address bridge, final BigInteger globalIndex, final ExitLeaf leaf) {
    return log(
        bridge,
        "ClaimEvent(uint256,uint32,address,address,uint256)",
        "(uint256,uint32,address,address,uint256)",
        globalIndex,
        leaf.originNetwork(),
        abi(leaf.originAddress()),
        abi(leaf.destinationAddress()),
        leaf.amount());
  }

  static Log wrapped(
      final Address bridge, final long origin, final Address token, final Address wrapped) {
    return log(
        bridge,
        "NewWrappedToken(uint32,address,address,bytes)",
        "(uint32,address,address,bytes)",
        origin,
        abi(token),
        abi(wrapped),
        new byte[] {1, 2, 3});
  }

  /** VerifyBatchesTrustedAggregator. */
  static Log verified(final long rollupId, final Bytes32 localExitRoot) {
    return verified(
        "VerifyBatchesTrustedAggregator(uint32,uint64,bytes32,bytes32,address)",
        rollupId,
        localExitRoot);
  }

  static Log verified(final String event, final long rollupId, final Bytes32 localExitRoot) {
    return new Log(
        ROLLUP_MANAGER,
        List.of(topic(event), UInt256.valueOf(rollupId), Bytes32.leftPad(USER.bytes())),
        Bytes.concatenate(UInt256.valueOf(9), Bytes32.repeat((byte) 7), localExitRoot));
  }

  /**
   * @param index of the leaf, from 0
   */
  static Log proven(final Bytes32 globalExitRoot, final long index) {
    return new Log(
        EXIT_ROOT_MANAGER,
        List.of(topic("GlobalExitRootProven(bytes32,uint32,uint64)"), globalExitRoot),
        Bytes.concatenate(UInt256.valueOf(index), UInt256.valueOf(77)));
  }

  /** What a bridge with these events answers about claims and wrapped tokens. */
  static Optional<Bytes> state(final Bytes calldata, final List<L1Log> logs) {
    final Bytes function = calldata.slice(0, 4);
    if (function.equals(BridgeState.claimedBits(0).slice(0, 4))) {
      return Optional.of(claimedBits(calldata.slice(4).trimLeadingZeros().toLong(), logs));
    }
    if (function.equals(GET_TOKEN)) {
      return Optional.of(
          logs.stream()
              .map(L1Log::event)
              .filter(event -> event.topics().getFirst().equals(BridgeAbi.WRAPPED))
              .filter(event -> event.data().slice(0, 64).equals(calldata.slice(4)))
              .map(event -> event.data().slice(64, 32))
              .findFirst()
              .orElse(Bytes32.ZERO));
    }
    return Optional.empty();
  }

  /** Places of claims as the specification has them, and not as the index finds them. */
  private static Bytes claimedBits(final long word, final List<L1Log> logs) {
    BigInteger bits = BigInteger.ZERO;
    for (final L1Log log : logs) {
      if (log.event().topics().getFirst().equals(BridgeAbi.CLAIM)) {
        final GlobalIndex leaf =
            GlobalIndex.decode(log.event().data().slice(0, 32).toUnsignedBigInteger());
        final BigInteger position =
            BigInteger.valueOf(leaf.network() == 1 ? 0 : leaf.network())
                .shiftLeft(32)
                .add(BigInteger.valueOf(leaf.leafIndex()));
        if (position.shiftRight(8).equals(BigInteger.valueOf(word))) {
          bits = bits.setBit(position.intValue() & 0xff);
        }
      }
    }
    return UInt256.valueOf(bits);
  }

  private static Log log(
      final Address contract, final String event, final String types, final Object... values) {
    final Object[] abi = Stream.of(values).toArray();
    return new Log(
        contract,
        List.of(topic(event)),
        Bytes.wrap(TupleType.parse(types).encode(Tuple.from(abi)).array()));
  }

  private static Bytes32 topic(final String event) {
    return Keccak256.hash(Bytes.wrap(event.getBytes(StandardCharsets.US_ASCII)));
  }

  private static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }
}
