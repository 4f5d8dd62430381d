/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.L2_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;
import static org.zknode.rollup.bridge.BridgeLogs.leaf;

import java.math.BigInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;

/**
 * A stranger fills every block with what is largest in memory, while the index is away: a window
 * ends once that is enough.
 */
class FullBlocksTest extends IndexFixture {
  private static final int BLOCKS = 8;

  /** Data costs 8 gas per byte in a log alone, so that about 4 MB fit into a block of 36 Mgas. */
  private static final int MESSAGE = 100_000;

  private static final int MESSAGES = 40;

  private static ExitLeaf message(final int number) {
    return new ExitLeaf(
        LeafType.MESSAGE,
        0,
        USER,
        OWN,
        USER,
        BigInteger.valueOf(number),
        Bytes.repeat((byte) number, MESSAGE));
  }

  private static ExitLeaf[] messages() {
    return IntStream.range(0, MESSAGES).mapToObj(FullBlocksTest::message).toArray(ExitLeaf[]::new);
  }

  /**
   * Steps until all is there.
   *
   * @param bytes of what is indexed
   * @param enough after which a window ends
   * @param ofABlock the last one of a window is there as a whole
   */
  private static void assertNoWindowIsLarger(
      final BooleanSupplier step,
      final LongSupplier bytes,
      final long enough,
      final long ofABlock) {
    long before = 0;
    boolean more = true;
    while (more) {
      more = step.getAsBoolean();
      final long now = bytes.getAsLong();
      assertThat(now - before).isLessThan(enough + ofABlock);
      before = now;
    }
    assertThat(before).isEqualTo(BLOCKS * ofABlock);
  }

  private long position(final long network) {
    return view.positions().stream()
        .filter(position -> position.network() == network)
        .mapToLong(IndexPosition::deposits)
        .sum();
  }

  @Test
  void messagesOnL1() {
    for (int i = 0; i < BLOCKS; i++) {
      depositForced(messages());
    }
    synchronize();
    assertNoWindowIsLarger(
        index::step,
        () -> position(0) * MESSAGE,
        L1WindowReader.MANY_BYTES,
        (long) MESSAGES * MESSAGE);
    prove(globalExitRoot(), BLOCKS - 1, 1);
    assertProves(view.proof(0, 301), view.deposit(0, 301).orElseThrow());
    assertThat(view.deposit(0, 301).orElseThrow().leaf()).isEqualTo(message(301 % MESSAGES));
  }

  /** No contract counts them. */
  @Test
  void claimsOnL1() {
    final int each = 6_000;
    for (int i = 0; i < BLOCKS; i++) {
      final long first = (long) i * each;
      mine(
          false,
          IntStream.range(0, each)
              .mapToObj(
                  n ->
                      BridgeLogs.claim(
                          L1_BRIDGE, GlobalIndex.of(OWN, first + n).encode(), leaf(0, USER, n)))
              .toList());
    }
    synchronize();
    assertNoWindowIsLarger(
        index::step,
        () -> view.claimsTo(USER, 0, 1).total() * 512,
        L1WindowReader.MANY_BYTES,
        each * 512L);
  }

  /** Each forces an exit root onto L1. */
  @Test
  void leavesOfTheL1InfoTree() {
    final int each = 90;
    for (int i = 0; i < 100; i++) {
      l1.mine(1);
      final L1BlockRef block = l1.head(BlockTag.LATEST);
      state.update(
          tx -> {
            tx.l1Blocks().insert(block);
            for (int n = 1; n <= each; n++) {
              tx.l1InfoLeaves().insert(leafOf(block, (block.number() - 1) * each + n));
            }
          });
    }
    synchronize();
    long before = 0;
    boolean more = true;
    while (more) {
      more = index.step();
      final long now = store.read(tx -> tx.lastCovering()).orElseThrow().index();
      assertThat(now - before).isLessThanOrEqualTo(L1BridgeIndex.MANY_LEAVES);
      before = now;
    }
    assertThat(before).isEqualTo(100L * each);
  }

  private static L1InfoLeaf leafOf(final L1BlockRef block, final long index) {
    final Bytes32 unique = Bytes32.leftPad(Bytes.ofUnsignedLong(index));
    return new L1InfoLeaf(
        index,
        block.number(),
        Bytes32.ZERO,
        Bytes32.ZERO,
        unique,
        block.parentHash(),
        block.timestamp(),
        unique);
  }

  @Test
  void messagesOnL2() {
    final LoggingEngine engine = new LoggingEngine();
    for (int i = 0; i < BLOCKS; i++) {
      final long first = (long) i * MESSAGES;
      engine.extend(
          IntStream.range(0, MESSAGES)
              .mapToObj(n -> BridgeLogs.deposit(L2_BRIDGE, message(n), first + n))
              .toArray(Log[]::new));
    }
    final L2BridgeIndex onL2 =
        new L2BridgeIndex(store, engine, block -> Bytes32.ZERO, BridgeLogs.CONTRACTS);
    assertNoWindowIsLarger(
        onL2::step,
        () -> position(OWN) * MESSAGE,
        L2WindowReader.MANY_BYTES,
        (long) MESSAGES * MESSAGE);
  }
}
