/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MemoryStateStore;

/**
 * Forced batches of which a transaction cannot be applied, when L1 brings them so late that the
 * engine has the state before them no more.
 */
class ForcedBatchWindowTest {
  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(new MemoryStateStore().session());
  private final SyncNode mainL1 = new SyncNode(l1, main.engine, main.store, NodeKind.MAIN);
  private final StateStore store = new MemoryStateStore().session();
  private final FakeEngine engine = MainChain.genesis();
  private final SyncNode node = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);
  private final TrustedSync sink =
      new TrustedSync(
          engine,
          store,
          node.writer,
          new RecordingStatus(),
          () -> Instant.ofEpochSecond(FakeL1.GENESIS_TIMESTAMP + 600),
          Duration.ZERO);
  private ForceBatch forced;

  private static Bytes data(final long... nonces) {
    return BatchCodec.encodeForced(Arrays.stream(nonces).mapToObj(MainChain::transfer).toList());
  }

  @BeforeEach
  void force() {
    forced = l1.forceBatch(data(0, 9));
    mainL1.runL1();
  }

  private BlockInput derived() {
    final ForcedBatch known = main.store.read(tx -> tx.forcedBatches().find(1)).orElseThrow();
    return ForcedDerivation.of(
            known.batchL2Data(), known.input(), main.engine.head(), MainChain.CHAIN)
        .input();
  }

  /** The main node's block of the forced batch, and enough blocks behind it. */
  private L2Block build(final List<Bytes> transactions, final boolean checked) {
    final BlockInput input = derived();
    final L2Block parent = main.engine.head();
    final L2Block block =
        MainChain.extend(
            main.engine,
            parent,
            input.attributes().timestamp() - parent.timestamp(),
            0,
            Bytes32.ZERO,
            transactions);
    final long number =
        main.store.read(tx -> tx.batches().last()).map(Batch::number).orElse(0L) + 1;
    main.store.update(
        tx -> {
          tx.blocks()
              .insert(
                  new BlockInfo(
                      block.number(),
                      block.hash(),
                      number,
                      block.timestamp(),
                      0,
                      block.transactions().size()));
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      block.number(),
                      block.number(),
                      forced.transactions(),
                      block.stateRoot(),
                      true,
                      checked,
                      Optional.of("Forced batch"),
                      tx.forcedBatches().find(1).map(ForcedBatch::input)));
        });
    for (int i = 0; i < 3; i++) {
      final L2Block head = main.engine.head();
      final L2Block next = MainChain.extend(main.engine, head, 2, 0, Bytes32.ZERO, List.of());
      main.store.update(
          tx ->
              tx.blocks()
                  .insert(
                      new BlockInfo(
                          next.number(), next.hash(), number + 1, next.timestamp(), 0, 0)));
    }
    return block;
  }

  private void replay() throws InterruptedException {
    final EngineReplaySource source = new EngineReplaySource(main.engine, main.store);
    Optional<ReplayBlock> next = source.block(sink.nextBlock());
    while (next.isPresent()) {
      assertThat(sink.accept(next.get())).isTrue();
      next = source.block(sink.nextBlock());
    }
    engine.keepStates(1);
  }

  private void sequence(final SequencedBatch... batches) {
    l1.sequence(
        MainChain.COINBASE, FakeL1.GENESIS_TIMESTAMP * 2, l1.l1InfoRoot(), List.of(batches));
  }

  @Test
  void whatWasExecutedWhenTheReplayBroughtItIsFollowed() throws Exception {
    node.runL1();
    final L2Block block = build(derived().transactions(), true);
    assertThat(block.transactions()).as("nonce 9 cannot be applied").hasSize(1);
    replay();
    sequence(FakeL1.sequenced(forced));
    node.run();
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(engine.safeNumber()).isEqualTo(block.number());
    assertThat(node.events()).isEmpty();

    // L1 takes the sequence away and brings it again.
    l1.reorg(1);
    l1.mine(2);
    node.run();
    assertThat(store.<Optional<Batch>>read(tx -> tx.batches().last())).isEmpty();
    sequence(FakeL1.sequenced(forced));
    node.run();
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(engine.safeNumber()).isEqualTo(block.number());
    assertThat(node.events()).containsExactly("L1_REORG");
  }

  @Test
  void whatNobodyCanTellAnyMoreIsBuiltAgainFromL1() throws Exception {
    final L2Block block = build(derived().transactions(), true);
    replay();
    sequence(FakeL1.sequenced(forced));
    node.run();
    assertThat(engine.head()).isEqualTo(block);
    assertThat(engine.safeNumber()).isEqualTo(block.number());
    assertThat(node.events()).containsExactly(Derivation.BLOCKS_TAKEN_OFF);
    replay();
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(node.derivation.step()).isFalse();
  }

  @Test
  void aMainNodeThatLeavesOutWhatCanBeAppliedIsNotBelieved() throws Exception {
    node.runL1();
    final L2Block lie = build(List.of(), true);
    replay();
    sequence(FakeL1.sequenced(forced));
    node.run();
    assertThat(engine.head().number()).isEqualTo(lie.number());
    assertThat(engine.head().hash()).isNotEqualTo(lie.hash());
    assertThat(engine.head().transactions()).containsExactly(MainChain.transfer(0));
    assertThat(engine.safeNumber()).isEqualTo(lie.number());
  }

  @Test
  void aMainNodeFollowsItsOwnCheckedBatchAfterARestart() {
    build(derived().transactions(), true);
    final L2Block head = main.engine.head();
    sequence(FakeL1.sequenced(forced));
    main.engine.keepStates(1);
    final SyncNode restarted = new SyncNode(l1, main.engine, main.store, NodeKind.MAIN);
    restarted.run();
    assertThat(restarted.derivation.isCaughtUp()).isTrue();
    assertThat(main.engine.head()).isEqualTo(head);
    assertThat(main.engine.safeNumber()).isEqualTo(1);
  }

  /** Its blocks are promised: nothing is taken off, and what came before is published. */
  @Test
  void aMainNodeThatCannotTellWaitsBehindWhatItKnows() {
    final Bytes first = firstBatch();
    build(derived().transactions(), false);
    final L2Block head = main.engine.head();
    sequence(ElderberryAbi.normalBatch(first), FakeL1.sequenced(forced));
    main.engine.keepStates(1);
    final SyncNode restarted = new SyncNode(l1, main.engine, main.store, NodeKind.MAIN);
    assertThatThrownBy(restarted::run).isInstanceOf(StateUnavailableException.class);
    assertThat(main.engine.safeNumber()).isEqualTo(1);
    assertThat(main.engine.head()).isEqualTo(head);
    assertThat(restarted.derivation.isCaughtUp()).isFalse();
    main.engine.keepStates(100);
    restarted.run();
    assertThat(restarted.derivation.isCaughtUp()).isTrue();
  }

  private Bytes firstBatch() {
    main.block(0);
    return main.close();
  }
}
