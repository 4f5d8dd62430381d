/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.MemoryStateStore;

/** Which global exit root is brought onto L2, and when. */
class ExitRootInjectorTest {
  private static final Address MANAGER = Address.fromHex("0x" + "0e".repeat(20));
  private static final Address BEACON_ROOTS =
      Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  private final L2Kit kit = new L2Kit();
  private final L2Account account = kit.account();
  private final StateStore store = new MemoryStateStore().session();
  private L1InfoTree tree = L1InfoTree.empty();

  private ExitRootInjector injector(final DailyLimit limit) {
    return new ExitRootInjector(
        store,
        kit.engine,
        MANAGER,
        Duration.ofSeconds(10),
        limit,
        kit,
        account,
        kit.status,
        kit.clock,
        kit.metrics);
  }

  private final ExitRootInjector injector = injector(L2Kit.PLENTY);

  private void step() {
    account.settle();
    injector.step();
  }

  private static Bytes32 hash(final long number) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(number));
  }

  private L1InfoLeaf leaf() {
    final long index = tree.size() + 1;
    tree = tree.append(L1InfoTree.leaf(hash(index), hash(100 + index), 50 + index));
    final L1InfoLeaf leaf =
        new L1InfoLeaf(
            index,
            index,
            hash(200 + index),
            Bytes32.ZERO,
            hash(index),
            hash(100 + index),
            50 + index,
            tree.root());
    store.update(
        tx -> {
          tx.l1Blocks()
              .insert(new L1BlockRef(index, hash(101 + index), hash(100 + index), 50 + index));
          tx.l1InfoLeaves().insert(leaf);
        });
    return leaf;
  }

  /** A block with the pool; it names that leaf. */
  private L2Block naming(final L1InfoLeaf leaf) throws Exception {
    final L2Block block = kit.mine();
    store.update(
        tx ->
            tx.blocks()
                .put(
                    new BlockInfo(
                        block.number(), block.hash(), 0, block.timestamp(), leaf.index(), 0)));
    final UInt256 place = UInt256.valueOf(block.timestamp() % 8191);
    kit.word(BEACON_ROOTS, place, UInt256.valueOf(block.timestamp()).toBytes());
    kit.word(BEACON_ROOTS, place.add(8191), leaf.l1InfoRoot());
    return block;
  }

  private void known(final L1InfoLeaf leaf, final boolean known) {
    kit.word(
        MANAGER,
        BridgeCalls.globalExitRootSlot(leaf.globalExitRoot()),
        known ? hash(1) : Bytes32.ZERO);
  }

  private Bytes proof(final L1InfoLeaf leaf, final L2Block block, final L1InfoTree before) {
    return BridgeCalls.proveGlobalExitRoot(
        block.timestamp(),
        leaf.index() - 1,
        leaf.globalExitRoot(),
        leaf.previousL1BlockHash(),
        leaf.timestamp(),
        before.nextProof());
  }

  @Test
  void theNewestLeafThatABlockNamesIsProvenAtOnce() throws Exception {
    step();
    leaf();
    leaf();
    final L1InfoTree before = tree;
    final L1InfoLeaf third = leaf();
    step();
    assertThat(kit.pool).as("no block names one").isEmpty();
    final L2Block block = naming(third);
    leaf();
    step();
    assertThat(kit.pool)
        .singleElement()
        .satisfies(
            tx -> {
              assertThat(tx.data()).isEqualTo(proof(third, block, before));
              assertThat(tx.to()).contains(MANAGER);
            });
    step();
    kit.clock.advance(Duration.ofSeconds(20));
    step();
    assertThat(kit.pool).as("it is on its way").hasSize(1);
    assertThat(kit.metrics.count("bridge_exit_roots_total")).isZero();
    kit.mine();
    known(third, true);
    step();
    assertThat(kit.pool).isEmpty();
    assertThat(kit.reasons()).isEmpty();
    assertThat(kit.metrics.count("bridge_exit_roots_total")).isEqualTo(1);
  }

  @Test
  void whatIsGivenUpIsProvenAnewAfterAWhile() throws Exception {
    naming(leaf());
    step();
    final Bytes proof = kit.pool.getFirst().data();
    kit.throwAway(kit.pool.getFirst());
    kit.clock.advance(L2Account.FATE_INTERVAL);
    step();
    assertThat(kit.pool)
        .singleElement()
        .satisfies(tx -> assertThat(tx.data()).isEqualTo(Bytes.EMPTY));
    kit.mine();
    step();
    assertThat(kit.pool).isEmpty();
    kit.clock.advance(Duration.ofSeconds(2));
    step();
    assertThat(kit.pool).singleElement().satisfies(tx -> assertThat(tx.data()).isEqualTo(proof));
  }

  @Test
  void twoAreProvenOneAfterTheOther() throws Exception {
    final L1InfoLeaf first = leaf();
    naming(first);
    step();
    kit.mine();
    known(first, true);
    naming(leaf());
    step();
    assertThat(kit.pool).hasSize(1);
  }

  @Test
  void twoAreAnIntervalApartWhenTheLimitWouldNotLast() throws Exception {
    final long midnight = TimeUnit.DAYS.toMillis(1);
    kit.clock.advance(Duration.ofMillis(midnight - kit.clock.millis() % midnight));
    final ExitRootInjector limited =
        injector(new DailyLimit(4 * ExitRootInjector.GAS_LIMIT, BigInteger.ZERO));
    final L1InfoLeaf first = leaf();
    naming(first);
    limited.step();
    kit.mine();
    known(first, true);
    naming(leaf());
    account.settle();
    limited.step();
    assertThat(kit.pool).isEmpty();
    kit.clock.advance(Duration.ofSeconds(10));
    limited.step();
    assertThat(kit.pool).hasSize(1);
  }

  @Test
  void whatAnUnwindTookBackIsProvenAgain() throws Exception {
    final L1InfoLeaf leaf = leaf();
    final L2Block block = naming(leaf);
    step();
    kit.mine();
    known(leaf, true);
    step();
    kit.engine.unwindTo(block.number());
    known(leaf, false);
    kit.clock.advance(Duration.ofSeconds(10));
    step();
    assertThat(kit.pool).hasSize(1);
    // Without the block that named it there is nothing to prove with.
    kit.mine();
    known(leaf, true);
    step();
    kit.engine.unwindTo(block.number() - 1);
    known(leaf, false);
    kit.clock.advance(Duration.ofSeconds(10));
    step();
    assertThat(kit.pool).isEmpty();
  }

  /** The leaves that are stored have changed under what was read before. */
  @Test
  void anL1ReorgIsFollowed() throws Exception {
    naming(leaf());
    step();
    kit.mine();
    store.update(tx -> tx.l1Blocks().deleteAbove(0));
    tree = L1InfoTree.empty().append(hash(999));
    final L1InfoTree former = L1InfoTree.empty();
    tree = former;
    leaf();
    final L1InfoTree before = tree;
    final L1InfoLeaf second = leaf();
    final L2Block block = naming(second);
    kit.clock.advance(Duration.ofMinutes(1));
    step();
    assertThat(kit.pool)
        .singleElement()
        .satisfies(tx -> assertThat(tx.data()).isEqualTo(proof(second, block, before)));
  }

  @Test
  void whatIsTooOldIsSaid() throws Exception {
    final L2Block block = naming(leaf());
    kit.word(
        BEACON_ROOTS,
        UInt256.valueOf(block.timestamp() % 8191),
        UInt256.valueOf(block.timestamp() + 8191).toBytes());
    step();
    assertThat(kit.pool).isEmpty();
    assertThat(kit.text(ExitRootInjector.LATE)).contains("L2 block 1 named the newest leaf");
    naming(leaf());
    step();
    assertThat(kit.pool).hasSize(1);
    assertThat(kit.reasons()).isEmpty();
  }

  @Test
  void dustOnL1MakesItSpendTheDaysLimitOnly() throws Exception {
    final ExitRootInjector limited =
        injector(new DailyLimit(2 * ExitRootInjector.GAS_LIMIT, BigInteger.ZERO));
    int sent = 0;
    for (int i = 0; i < 40; i++) {
      naming(leaf());
      account.settle();
      limited.step();
      sent += kit.pool.size();
      kit.clock.advance(Duration.ofSeconds(11));
    }
    // Each used less than was reserved for it.
    assertThat(sent).isBetween(2, 10);
    assertThat(kit.text(ExitRootInjector.LIMIT))
        .contains("newer deposits of L1 wait")
        .contains("the limit of a day is 320000 gas");
    assertThat(kit.metrics.count("bridge_exit_root_limit_refusals_total")).isPositive();
  }
}
