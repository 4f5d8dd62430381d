/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

/** Forced batches, forced sequences and the initial batch as L1 tells of them. */
class ForcedBatchSyncTest {
  private static final Address SOMEBODY =
      Address.fromHex("0x000000000000000000000000000000000005e1f5");
  private static final TestStore STORE = TestStore.open();
  private static final TestStore OTHER = TestStore.open();

  private final FakeL1 l1 = new FakeL1();
  private final StateStore store = STORE.emptied();
  private final FakeEngine engine = MainChain.genesis();
  private final SyncNode node = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);

  @AfterAll
  static void close() {
    STORE.close();
    OTHER.close();
  }

  private static Bytes forcedData(final long... nonces) {
    return BatchCodec.encodeForced(
        java.util.Arrays.stream(nonces).mapToObj(MainChain::transfer).toList());
  }

  private static Bytes normalData(final long delta, final long... nonces) {
    return BatchCodec.encode(
        List.of(
            new BatchBlock(
                delta, 0, java.util.Arrays.stream(nonces).mapToObj(MainChain::transfer).toList())));
  }

  private void sequence(final SequencedBatch... batches) {
    l1.sequence(
        MainChain.COINBASE, FakeL1.GENESIS_TIMESTAMP * 2, l1.l1InfoRoot(), List.of(batches));
  }

  private Batch batch(final long number) {
    return store.read(tx -> tx.batches().find(number)).orElseThrow();
  }

  private static List<ForcedBatch> queue(final StateStore db) {
    return db.read(tx -> tx.forcedBatches().from(1, 10));
  }

  private SyncNode.Content freshNode() {
    final SyncNode other =
        new SyncNode(l1, MainChain.genesis(), OTHER.emptied(), NodeKind.EXTERNAL);
    other.run();
    return other.content();
  }

  @Test
  void forcedBatchesInsideOfASequenceAreDerived() {
    final ForceBatch first = l1.forceBatch(forcedData(0, 9));
    final ForceBatch second = l1.forceBatch(Bytes.of(0xff));
    sequence(
        FakeL1.sequenced(first),
        ElderberryAbi.normalBatch(normalData(20, 1)),
        FakeL1.sequenced(second));
    node.run();

    assertThat(queue(store))
        .extracting(forced -> forced.batchL2Data())
        .containsExactly(first.transactions(), second.transactions());
    assertThat(batch(1).forced()).hasValueSatisfying(f -> assertThat(f.number()).isEqualTo(1));
    assertThat(batch(1).closingReason()).contains("Sync L1: forced");
    assertThat(batch(2).forced()).isEmpty();
    assertThat(batch(3).forced()).hasValueSatisfying(f -> assertThat(f.number()).isEqualTo(2));
    final L2Block forced = engine.block(1).orElseThrow();
    assertThat(forced.timestamp()).isEqualTo(first.block().timestamp());
    assertThat(forced.transactions()).as("nonce 9 cannot be applied").hasSize(1);
    assertThat(engine.block(3).orElseThrow().transactions()).as("malformed").isEmpty();
    assertThat(engine.block(3).orElseThrow().timestamp())
        .as("rises though it was forced earlier")
        .isEqualTo(engine.block(2).orElseThrow().timestamp() + 1);
    assertThat(engine.safeNumber()).isEqualTo(3);
    assertThat(node.content()).isEqualTo(freshNode());
  }

  @Test
  void aForcedSequenceByAnybodyReplacesTheTrustedBlocksOfAnExternalNode() {
    // The trusted chain has an ordinary block where L1 has a forced batch.
    final L2Block trusted =
        MainChain.extend(
            engine,
            engine.head(),
            FakeL1.GENESIS_TIMESTAMP + 5,
            0,
            Bytes32.ZERO,
            List.of(MainChain.transfer(0)));
    final ForceBatch forced = l1.forceBatch(forcedData(0));
    l1.sequenceForceBatches(SOMEBODY, 1);
    node.run();

    assertThat(engine.head().number()).isEqualTo(1);
    assertThat(engine.head().hash()).isNotEqualTo(trusted.hash());
    assertThat(engine.head().coinbase()).isEqualTo(SOMEBODY);
    assertThat(engine.head().timestamp()).isEqualTo(forced.block().timestamp());
    assertThat(node.events()).contains("TRUSTED_REORG");
    assertThat(store.<Optional<VirtualBatch>>read(tx -> tx.virtualBatches().last()))
        .hasValueSatisfying(
            virtual -> {
              assertThat(virtual.coinbase()).isEqualTo(SOMEBODY);
              assertThat(virtual.accInputHash()).isEqualTo(l1.sequencedAccInputHash(1));
            });
    assertThat(node.content()).isEqualTo(freshNode());
  }

  @Test
  void aForcedSequenceReplacesTheUnsequencedBlocksOfTheMainNode() {
    final MainChain main = new MainChain(store);
    final SyncNode mainNode = new SyncNode(l1, main.engine, store, NodeKind.MAIN);
    l1.mine(1);
    mainNode.run();
    main.block(1);
    main.close();
    l1.forceBatch(forcedData(0));
    l1.sequenceForceBatches(SOMEBODY, 1);
    mainNode.run();
    assertThat(main.engine.head().coinbase()).isEqualTo(SOMEBODY);
    assertThat(mainNode.events()).contains("TRUSTED_REORG");
    // With nothing but L1 it is the same.
    final SyncNode rebuilt = new SyncNode(l1, MainChain.genesis(), OTHER.emptied(), NodeKind.MAIN);
    rebuilt.run();
    assertThat(rebuilt.engine.head()).isEqualTo(main.engine.head());
  }

  @Test
  void aBatchThatTheMainNodeMadeWithOtherInputIsWrittenAsL1HasIt() {
    final MainChain main = new MainChain(store);
    final SyncNode mainNode = new SyncNode(l1, main.engine, store, NodeKind.MAIN);
    final ForceBatch forced = l1.forceBatch(Bytes.EMPTY);
    mainNode.run();
    // Its own batch 1 is an ordinary one with the very block that L1's forced batch gives.
    MainChain.extend(
        main.engine, main.engine.head(), forced.block().timestamp(), 0, Bytes32.ZERO, List.of());
    final L2Block block = main.engine.head();
    store.update(
        tx ->
            tx.batches()
                .insert(
                    new Batch(
                        1, 1, 1, Bytes.EMPTY, block.stateRoot(), true, true, Optional.of("x"))));
    sequence(FakeL1.sequenced(forced));
    mainNode.run();
    assertThat(main.engine.head()).isEqualTo(block);
    assertThat(batch(1).forced()).isPresent();
  }

  @Test
  void theInitialBatchOfARollupIsBatchOne() {
    l1.mine(2);
    final Bytes initialize = forcedData(0);
    final long timestamp = l1.createWithInitialBatch(SOMEBODY, initialize).timestamp();
    sequence(ElderberryAbi.normalBatch(normalData(3, 1)));
    for (final NodeKind kind : NodeKind.values()) {
      final FakeEngine chain = MainChain.genesis();
      final StateStore db = OTHER.emptied();
      new SyncNode(l1, chain, db, kind).run();
      assertThat(chain.block(1).orElseThrow().coinbase()).isEqualTo(SOMEBODY);
      assertThat(chain.block(1).orElseThrow().timestamp()).isEqualTo(timestamp);
      assertThat(chain.block(1).orElseThrow().transactions()).hasSize(1);
      assertThat(chain.head().number()).isEqualTo(2);
      assertThat(db.read(tx -> tx.batches().find(1)).orElseThrow().closingReason())
          .contains("Sync L1: initial");
      assertThat(db.<Long>read(tx -> tx.batches().lastForced())).as("not in the queue").isZero();
    }
  }

  @Test
  void theUpgradeOfARollupSequencesABatchToo() {
    sequence(ElderberryAbi.normalBatch(normalData(3, 0)));
    final long timestamp = l1.upgradeWithBatch(2, SOMEBODY, forcedData(1)).timestamp();
    sequence(ElderberryAbi.normalBatch(normalData(6, 2)));
    for (final NodeKind kind : NodeKind.values()) {
      final FakeEngine chain = MainChain.genesis();
      final StateStore db = OTHER.emptied();
      new SyncNode(l1, chain, db, kind).run();
      assertThat(chain.block(2).orElseThrow().coinbase()).isEqualTo(SOMEBODY);
      assertThat(chain.block(2).orElseThrow().timestamp()).isEqualTo(timestamp);
      assertThat(chain.head().number()).isEqualTo(3);
      assertThat(db.read(tx -> tx.virtualBatches().last()).orElseThrow().number()).isEqualTo(3);
    }
  }

  @Test
  void anUpgradeFromAForkWithOtherBatchesHaltsAndSaysWhy() {
    l1.mine(1);
    l1.upgradeWithBatch(7, SOMEBODY, forcedData(0));
    assertThatThrownBy(node::runL1)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("upgraded from a fork whose batches this node cannot derive")
        .hasMessageContaining("batches 1 to 6");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void anL1ReorgTakesForcedBatchesAndTheirSequencesAway(final int depth) {
    final ForceBatch first = l1.forceBatch(forcedData(0));
    l1.forceBatch(forcedData(1));
    sequence(FakeL1.sequenced(first));
    l1.sequenceForceBatches(SOMEBODY, 1);
    l1.forceBatch(forcedData(2));
    l1.mine(1);
    node.run();
    assertThat(engine.head().number()).isEqualTo(2);

    l1.reorg(depth);
    l1.mine(depth + 1);
    l1.forceBatch(Bytes.EMPTY);
    node.run();
    // Blocks whose batch is gone stay, as trusted ones.
    final SyncNode.Content expected = freshNode();
    assertThat(node.content().virtual()).isEqualTo(expected.virtual());
    assertThat(node.content().batches()).isEqualTo(expected.batches());
    assertThat(queue(store)).isEqualTo(queue(OTHER.store()));
    assertThat(node.events()).contains("L1_REORG");
  }

  @Test
  void aSequencedForcedBatchThatWasNeverForcedHalts() {
    sequence(
        new SequencedBatch(
            Bytes.EMPTY, Bytes32.ZERO, FakeL1.GENESIS_TIMESTAMP, Bytes32.repeat((byte) 1)));
    l1.forgeAccInputHash(1, Bytes32.repeat((byte) 1));
    assertThatThrownBy(node::runL1)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("not in the queue");
  }

  @Test
  void aForcedSequenceOfNobodyThatL1NamesHalts() {
    l1.forceBatch(Bytes.EMPTY);
    l1.sequenceForceBatches(SOMEBODY, 1);
    l1.forgeAccInputHash(1, Bytes32.repeat((byte) 1));
    assertThatThrownBy(node::runL1)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("accumulated input hash differs");
    assertThat(node.content().virtual()).isEmpty();
  }
}
