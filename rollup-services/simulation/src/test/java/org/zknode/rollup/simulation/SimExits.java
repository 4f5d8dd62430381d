/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.BridgeContracts;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.GlobalIndex;
import org.zknode.rollup.bridge.RollupExitRoots;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.ChainReader.Log;

/**
 * Deposits and withdrawals of ether by their numbers, the same in every run, so that their exit
 * trees are hashed once for all of them. Thread-safe.
 */
final class SimExits {
  static final long ROLLUP = Terms.L1.rollupId();
  static final Address L1_BRIDGE = Address.fromHex("0x00000000000000000000000000000000000000a4");
  static final BridgeContracts CONTRACTS =
      new BridgeContracts(
          ROLLUP,
          L1_BRIDGE,
          Terms.L1.rollupManager(),
          1,
          L2Contracts.BRIDGE,
          L2Contracts.EXIT_ROOT_MANAGER);

  /** Who gets all of it, on either side. */
  static final Address RECEIVER = Address.fromHex("0x00000000000000000000000000000000000b21d6");

  private static final Bytes32 CLAIM = BridgeAbi.CLAIM;
  private static final Bytes CLAIMED_BITS =
      Keccak256.hash(Bytes.wrap("claimedBitMap(uint256)".getBytes(StandardCharsets.US_ASCII)))
          .slice(0, 4);
  private static final Bytes32 VERIFICATION =
      Keccak256.hash(
          Bytes.wrap(
              "VerifyBatchesTrustedAggregator(uint32,uint64,bytes32,bytes32,address)"
                  .getBytes(StandardCharsets.US_ASCII)));

  private final Tree mainnet = new Tree(SimExits::deposit);
  private final Tree local = new Tree(SimExits::withdrawal);
  private final Map<Bytes32, Long> covered = new ConcurrentHashMap<>();

  /** From L1 to L2. */
  static ExitLeaf deposit(final long count) {
    return ether(ROLLUP, BigInteger.valueOf(1_000_000 + count));
  }

  /** From L2 to L1. */
  static ExitLeaf withdrawal(final long count) {
    return ether(0, BigInteger.valueOf(1_000 + count));
  }

  private static ExitLeaf ether(final long destination, final BigInteger wei) {
    return new ExitLeaf(LeafType.ASSET, 0, Address.ZERO, destination, RECEIVER, wei, Bytes.EMPTY);
  }

  /** Of the first so many. */
  static BigInteger sum(final LongFunction<ExitLeaf> leaves, final long from, final long to) {
    BigInteger sum = BigInteger.ZERO;
    for (long count = from; count < to; count++) {
      sum = sum.add(leaves.apply(count).amount());
    }
    return sum;
  }

  /** L1's exit root after so many deposits. */
  Bytes32 mainnetRoot(final long deposits) {
    return mainnet.root(deposits);
  }

  /** The rollup's own one after so many withdrawals. */
  Bytes32 localRoot(final long withdrawals) {
    return local.root(withdrawals);
  }

  /** How many withdrawals led to that root; empty when none did. */
  Optional<Long> withdrawals(final Bytes32 localRoot) {
    return local.size(localRoot);
  }

  /** An L1 info root whose newest leaf covers so many deposits. */
  void cover(final Bytes32 l1InfoRoot, final long deposits) {
    covered.put(l1InfoRoot, deposits);
  }

  /** Those that it covers; empty for one that L1 never had. */
  Optional<Long> deposits(final Bytes32 l1InfoRoot) {
    return Optional.ofNullable(covered.get(l1InfoRoot));
  }

  /** Of all rollups, of which there is one. */
  static Bytes32 rollupRoot(final Bytes32 localRoot) {
    return localRoot.isZero()
        ? Bytes32.ZERO
        : new RollupExitRoots(new TreeMap<>(Map.of(ROLLUP, localRoot))).root();
  }

  private static final class Tree {
    private final LongFunction<ExitLeaf> leaves;
    private final List<Bytes32> roots = new ArrayList<>(List.of(Bytes32.ZERO));
    private final Map<Bytes32, Long> sizes = new HashMap<>(Map.of(Bytes32.ZERO, 0L));
    private L1InfoTree tree = L1InfoTree.empty();

    private Tree(final LongFunction<ExitLeaf> leaves) {
      this.leaves = leaves;
    }

    private synchronized Bytes32 root(final long size) {
      while (roots.size() <= size) {
        tree = tree.append(leaves.apply(tree.size()).hash());
        sizes.put(tree.root(), (long) roots.size());
        roots.add(tree.root());
      }
      return roots.get((int) size);
    }

    private synchronized Optional<Long> size(final Bytes32 root) {
      return Optional.ofNullable(sizes.get(root));
    }
  }

  // --- what the contracts tell

  /**
   * A word of the map of claims on L1; empty for another call.
   *
   * @param released the first so many withdrawals are claimed
   */
  static Optional<Bytes> claimedBits(final Bytes calldata, final long released) {
    if (!calldata.slice(0, CLAIMED_BITS.size()).equals(CLAIMED_BITS)) {
      return Optional.empty();
    }
    final long first = calldata.slice(CLAIMED_BITS.size()).trimLeadingZeros().toLong() * 256;
    final int bits = (int) Math.clamp(released - first, 0, 256);
    return Optional.of(
        UInt256.valueOf(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)).toBytes());
  }

  /**
   * @param bridge of the network where it was made
   */
  static Log deposited(final Address bridge, final ExitLeaf leaf, final long count) {
    return new Log(
        bridge,
        List.of(BridgeAbi.DEPOSIT),
        Bytes.concatenate(
            UInt256.valueOf(leaf.leafType().code()),
            UInt256.valueOf(leaf.originNetwork()),
            Bytes32.leftPad(leaf.originAddress().bytes()),
            UInt256.valueOf(leaf.destinationNetwork()),
            Bytes32.leftPad(leaf.destinationAddress().bytes()),
            UInt256.valueOf(leaf.amount()),
            UInt256.valueOf(8L * Bytes32.SIZE),
            UInt256.valueOf(count),
            UInt256.ZERO));
  }

  /**
   * @param network where it was deposited
   */
  static Log claimed(
      final Address bridge, final ExitLeaf leaf, final long network, final long count) {
    return new Log(
        bridge,
        List.of(CLAIM),
        Bytes.concatenate(
            UInt256.valueOf(GlobalIndex.of(network, count).encode()),
            UInt256.valueOf(leaf.originNetwork()),
            Bytes32.leftPad(leaf.originAddress().bytes()),
            Bytes32.leftPad(leaf.destinationAddress().bytes()),
            UInt256.valueOf(leaf.amount())));
  }

  static Log verified(final long batch, final Bytes32 stateRoot, final Bytes32 localRoot) {
    return new Log(
        Terms.L1.rollupManager(),
        List.of(
            VERIFICATION,
            UInt256.valueOf(ROLLUP).toBytes(),
            Bytes32.leftPad(Terms.AGGREGATOR.address().bytes())),
        Bytes.concatenate(UInt256.valueOf(batch), stateRoot, localRoot));
  }
}
