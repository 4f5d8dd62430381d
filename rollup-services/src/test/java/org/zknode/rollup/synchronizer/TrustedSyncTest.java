/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;

class TrustedSyncTest {
  private static final TestStore MAIN = TestStore.open();
  private static final TestStore FOLLOWER = TestStore.open();
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 0xa);

  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(MAIN.emptied());
  private final EngineReplaySource source = new EngineReplaySource(main.engine, main.store);
  private final StateStore store = FOLLOWER.emptied();
  private final FakeEngine engine = MainChain.genesis();
  private final SyncNode node = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);
  private final RecordingStatus status = new RecordingStatus();
  private TrustedSync sink = sink(engine, store);

  private TrustedSync sink(final ExecutionEngine on, final StateStore rows) {
    return new TrustedSync(on, rows, new ChainWriter(on, rows), status, Duration.ofMillis(200));
  }

  @AfterAll
  static void close() {
    MAIN.close();
    FOLLOWER.close();
  }

  @BeforeEach
  void start() {
    l1.updateExitRoot(ROOT, ROOT);
    new SyncNode(l1, main.engine, main.store, NodeKind.MAIN).runL1();
    main.block(2);
    main.block(0, 1);
    main.block(1);
  }

  private boolean follow() throws InterruptedException {
    while (true) {
      final java.util.Optional<ReplayBlock> next = source.block(sink.nextBlock());
      if (next.isEmpty()) {
        return true;
      }
      if (!sink.accept(next.get(), "peer-1")) {
        return false;
      }
    }
  }

  @Test
  void followsTheMainNodeToTheSameHead() throws Exception {
    node.runL1();
    assertThat(follow()).isTrue();
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(node.content().blocks())
        .extracting(BlockInfo::batchNumber, BlockInfo::l1InfoTreeIndex)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(0L, 0L),
            org.assertj.core.api.Assertions.tuple(0L, 1L),
            org.assertj.core.api.Assertions.tuple(0L, 0L));
    assertThat(sink.nextBlock()).isEqualTo(4);
  }

  @Test
  void theSourceHasNoBlockWhoseRowIsNotStored() {
    MainChain.extend(main.engine, main.engine.head(), 2, 0, Bytes32.ZERO, List.of());
    assertThat(source.block(4)).isEmpty();
    assertThat(source.block(5)).isEmpty();
    assertThat(source.block(2).orElseThrow().previousTimestamp())
        .isEqualTo(main.engine.block(1).orElseThrow().timestamp());
    assertThat(source.block(0).orElseThrow().hash())
        .isEqualTo(main.engine.block(0).orElseThrow().hash());
  }

  @Test
  void aBlockWaitsForItsLeaf() throws Exception {
    assertThat(sink.accept(source.block(1).orElseThrow())).isTrue();
    assertThat(sink.accept(source.block(2).orElseThrow())).as("L1 never comes").isFalse();
    assertThat(status.snapshot().state()).isEqualTo(State.DEGRADED);
    sink =
        new TrustedSync(
            engine, store, new ChainWriter(engine, store), status, Duration.ofSeconds(30));
    final CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sink.accept(source.block(2).orElseThrow());
              } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    node.runL1();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aBlockThatGivesAnotherHashHaltsWithEvidence() throws Exception {
    node.runL1();
    engine.divergeFrom(3);
    assertThat(follow()).isFalse();
    final Halt halt = status.snapshot().halts().getFirst();
    assertThat(halt.evidence())
        .contains("block 3", "peer-1", main.engine.head().hash().toHexString(), "state root");
    assertThat(engine.head().number()).isEqualTo(2);
    assertThat(node.content().blocks()).hasSize(2);
    engine.divergeFrom(Long.MAX_VALUE);
    assertThat(follow()).as("halted for good").isFalse();
  }

  @Test
  void aLeafOfAnotherL1ForkIsNoReasonToHalt() throws Exception {
    node.runL1();
    // The main node saw the leaf in another L1 block than this node will.
    l1.reorg(1);
    l1.updateExitRoot(ROOT, ROOT);
    l1.mine(3);
    node.runL1();
    assertThat(follow()).isFalse();
    assertThat(status.snapshot().state()).isEqualTo(State.DEGRADED);
    assertThat(engine.head().number()).isEqualTo(1);
    assertThat(node.content().blocks()).hasSize(1);

    // Nobody expects a reorg that deep: now it is evidence.
    l1.mine(70);
    node.runL1();
    assertThat(follow()).isFalse();
    assertThat(status.snapshot().halts().getFirst().evidence())
        .contains("block 2", "l1InfoTreeIndex 1");
  }

  @Test
  void aBlockWithATransactionThatCannotBeAppliedHalts() throws Exception {
    final ReplayBlock block = source.block(1).orElseThrow();
    final List<Bytes> more =
        List.of(block.transactions().get(0), block.transactions().get(1), MainChain.transfer(9));
    assertThat(
            sink.accept(
                new ReplayBlock(
                    block.attributes(),
                    block.previousTimestamp(),
                    more,
                    block.hash(),
                    block.baseFee())))
        .isFalse();
    assertThat(status.snapshot().halts().getFirst().evidence()).contains("nonce too high");
  }

  @Test
  void blocksOutOfSequenceOrOnAnotherParentAreRefusedWithoutHalt() throws Exception {
    assertThat(sink.accept(source.block(3).orElseThrow())).isFalse();
    final ReplayBlock first = source.block(1).orElseThrow();
    final BlockAttributes a = first.attributes();
    assertThat(
            sink.accept(
                new ReplayBlock(
                    new BlockAttributes(
                        1, ROOT, a.timestamp(), a.coinbase(), a.gasLimit(), 0, Bytes32.ZERO),
                    0,
                    first.transactions(),
                    first.hash(),
                    first.baseFee())))
        .isFalse();
    assertThat(status.isHalted()).isFalse();
    assertThat(engine.head().number()).isZero();
    assertThat(sink.accept(first)).isTrue();
    assertThat(sink.accept(first)).as("a block that is here already").isTrue();
  }

  @Test
  void itCanDieAtEveryChangeAndGoesOnAfterARestart() throws Exception {
    boolean died = true;
    for (int point = 0; died; point++) {
      final FakeEngine own = MainChain.genesis();
      final StateStore rows = FOLLOWER.emptied();
      new SyncNode(l1, own, rows, NodeKind.EXTERNAL).runL1();
      final CrashPoint crash = new CrashPoint(point);
      sink =
          sink(
              crash.wrap(ExecutionEngine.class, own, java.util.Set.of("extend")),
              crash.wrap(StateStore.class, rows, java.util.Set.of("update")));
      try {
        follow();
      } catch (final CrashPoint.Crash e) {
        assertThat(crash.isDead()).isTrue();
      }
      died = crash.isDead();
      sink = sink(own, rows);
      assertThat(follow()).isTrue();
      new ChainWriter(own, rows).reconcile();
      assertThat(own.head()).isEqualTo(main.engine.head());
      assertThat(SyncNode.content(rows).blocks()).as("died at change %d", point).hasSize(3);
    }
  }
}
