/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

class L1SynchronizerTest {
  private static final Bytes32 ROOT_A = Bytes32.repeat((byte) 0xa);
  private static final Bytes32 ROOT_B = Bytes32.repeat((byte) 0xb);

  private static final TestStore STORE = TestStore.open();
  private static final TestStore OTHER = TestStore.open();

  private final FakeL1 l1 = new FakeL1();
  private final StateStore store = STORE.emptied();
  private final SyncNode node = new SyncNode(l1, MainChain.genesis(), store, NodeKind.EXTERNAL);

  @AfterAll
  static void close() {
    STORE.close();
    OTHER.close();
  }

  /** Ten blocks with two leaves, two sequences (three batches) and a verification. */
  private void history(final int salt) {
    l1.mine(1);
    l1.updateExitRoot(ROOT_A, ROOT_B);
    l1.mine(2);
    l1.sequence(MainChain.COINBASE, Bytes.of(1, salt), Bytes.of(2, salt));
    l1.updateExitRoot(ROOT_B, Bytes32.leftPad(Bytes.of(salt + 1)));
    l1.sequence(MainChain.COINBASE, Bytes.of(3, salt));
    l1.mine(1);
    l1.verify(2, Bytes32.leftPad(Bytes.of(salt + 1)));
    l1.mine(1);
  }

  @Test
  void storesLeavesSequencesAndVerifications() {
    history(0);
    node.runL1();

    final SyncNode.Content content = node.content();
    assertThat(content.leaves()).extracting("index").containsExactly(1L, 2L);
    assertThat(content.leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
    assertThat(content.virtual()).extracting("number").containsExactly(1L, 2L, 3L);
    assertThat(content.virtual()).extracting("sequenceFrom").containsExactly(1L, 1L, 3L);
    assertThat(content.virtual()).extracting("sequenceTo").containsExactly(2L, 2L, 3L);
    assertThat(content.virtual().get(1).accInputHash()).isEqualTo(l1.sequencedAccInputHash(2));
    assertThat(content.virtual().get(2).accInputHash()).isEqualTo(l1.sequencedAccInputHash(3));
    assertThat(content.verified()).hasValueSatisfying(v -> assertThat(v.number()).isEqualTo(2));
    assertThat(node.l1Sync.atHead()).isTrue();
    assertThat(store.read(tx -> tx.l1Blocks().last()).map(L1BlockRef::number)).contains(10L);
    assertThat(node.l1Sync.step()).as("nothing more to do").isFalse();
  }

  @Test
  void whoFollowsIsWokenByWhatItHasToFollowAndNotByEachBlock() {
    final List<Long> virtual = new ArrayList<>();
    node.l1Sync.onStored(
        () ->
            virtual.add(
                store.read(tx -> tx.virtualBatches().last()).map(VirtualBatch::number).orElse(0L)));
    history(0);
    node.runL1();
    assertThat(virtual).as("after the commit").contains(3L);

    virtual.clear();
    l1.mine(2);
    node.runL1();
    node.l1Sync.step();
    assertThat(virtual).isEmpty();

    l1.reorg(5);
    l1.mine(6);
    node.runL1();
    assertThat(virtual).as("a reorg").isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aReorgOfAnyDepthIsRepaired(final int depth) {
    history(0);
    node.runL1();
    l1.reorg(depth);
    // The new fork has other content at other places, and gets longer than the old one.
    l1.mine(1);
    l1.updateExitRoot(ROOT_B, ROOT_B);
    l1.sequence(MainChain.COINBASE, Bytes.of(9, depth));
    l1.mine(depth);
    node.runL1();

    final SyncNode other =
        new SyncNode(l1, MainChain.genesis(), OTHER.emptied(), NodeKind.EXTERNAL);
    other.runL1();
    assertThat(node.content()).isEqualTo(other.content());
    assertThat(node.events()).contains("L1_REORG");
  }

  @Test
  void aRolledBackBlockLeavesNoStaleInfoTree() {
    l1.updateExitRoot(ROOT_A, ROOT_B);
    node.runL1();
    l1.updateExitRoot(ROOT_B, ROOT_A);
    l1.sequence(MainChain.COINBASE, Bytes.of(1));
    l1.forgeAccInputHash(1, ROOT_A);
    assertThatThrownBy(node::runL1).isInstanceOf(CriticalException.class);
    // The same synchronizer on another fork, with as many leaves as the failed attempt had.
    l1.reorg(2);
    l1.updateExitRoot(ROOT_B, ROOT_B);
    node.runL1();
    assertThat(node.content().leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
    l1.updateExitRoot(ROOT_A, ROOT_A);
    node.runL1();
    assertThat(node.content().leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
  }

  @Test
  void aReorgWhileARangeIsReadMixesNoForks() {
    l1.mine(1);
    l1.updateExitRoot(ROOT_A, ROOT_B);
    l1.onceBeforeEvents(
        () -> {
          l1.reorg(1);
          l1.updateExitRoot(ROOT_B, ROOT_A);
          l1.updateExitRoot(ROOT_B, ROOT_B);
        });
    node.runL1();
    assertThat(node.content().leaves()).extracting("mainnetExitRoot").containsOnly(ROOT_B);
    assertThat(node.content().leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
  }

  @Test
  void anEndpointThatLagsIsNoReorg() {
    history(0);
    node.runL1();
    final SyncNode.Content before = node.content();
    l1.lagBehind(4);
    assertThatThrownBy(node.l1Sync::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("no block 10");
    l1.lagBehind(0);
    node.runL1();
    assertThat(node.content()).isEqualTo(before);
    assertThat(node.events()).isEmpty();
  }

  @Test
  void anotherChainHaltsInsteadOfWipingTheDatabase() {
    l1.mine(5);
    history(0);
    final L1Synchronizer sync =
        new L1Synchronizer(
            store, l1, SyncNode.config(5), 100, NodeKind.EXTERNAL, node.writer, node.clock);
    SyncNode.run(sync, node.clock);
    l1.reorg(13);
    l1.mine(13);
    assertThatThrownBy(() -> SyncNode.run(sync, node.clock))
        .isInstanceOfSatisfying(
            CriticalException.class,
            e -> assertThat(e.halt().evidence()).contains("first stored L1 block 4"));
    assertThat(store.read(tx -> tx.l1Blocks().last()).map(L1BlockRef::number)).contains(15L);
  }

  @Test
  void anotherAccumulatedInputHashHaltsAndStoresNothing() {
    l1.sequence(MainChain.COINBASE, Bytes.of(1));
    l1.forgeAccInputHash(1, ROOT_A);
    assertThatThrownBy(node::runL1)
        .isInstanceOfSatisfying(
            CriticalException.class,
            e -> assertThat(e.halt().evidence()).contains(ROOT_A.toHexString(), "batch 1"));
    assertThat(node.content().virtual()).isEmpty();
  }

  @Test
  void anUnknownL1InfoRootHalts() {
    l1.sequence(MainChain.COINBASE, FakeL1.GENESIS_TIMESTAMP * 2, ROOT_A, Bytes.of(1));
    assertThatThrownBy(node::runL1)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining(ROOT_A.toHexString());
  }

  @Test
  void aVerifiedStateRootOtherThanTheLocalOneHalts() {
    l1.sequence(MainChain.COINBASE, Bytes.of(1));
    store.update(
        tx ->
            tx.batches()
                .insert(new Batch(1, 1, 0, Bytes.of(1), ROOT_A, true, true, Optional.of("test"))));
    node.runL1();
    l1.verify(1, ROOT_B);
    assertThatThrownBy(node::run)
        .isInstanceOfSatisfying(
            CriticalException.class,
            e ->
                assertThat(e.halt().evidence())
                    .contains("batch 1", ROOT_A.toHexString(), ROOT_B.toHexString()));
    assertThat(node.content().virtual()).extracting(VirtualBatch::number).containsExactly(1L);
  }

  @Test
  void anUnreachableL1IsTemporary() {
    history(0);
    l1.failWith("connection refused");
    assertThatThrownBy(node.l1Sync::step).isInstanceOf(TemporaryException.class);
    l1.heal();
    node.runL1();
    assertThat(node.content().virtual()).hasSize(3);
  }
}
