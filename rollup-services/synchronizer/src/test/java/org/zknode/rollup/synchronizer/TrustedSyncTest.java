/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.NonCanonical;
import org.zknode.rollup.testkit.TestStore;

class TrustedSyncTest {
  private static final TestStore MAIN = TestStore.open();
  private static final TestStore FOLLOWER = TestStore.open();
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 0xa);
  private static final long NOW_SECONDS = FakeL1.GENESIS_TIMESTAMP + 60;
  private static final InstantSource NOW = () -> Instant.ofEpochSecond(NOW_SECONDS);

  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(MAIN.emptied());
  private final EngineReplaySource source = new EngineReplaySource(main.engine, main.store);
  private final StateStore store = FOLLOWER.emptied();
  private final FakeEngine engine = MainChain.genesis();
  private final SyncNode node = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);
  private final RecordingStatus status = new RecordingStatus();
  private TrustedSync sink = sink(engine, store);

  private TrustedSync sink(final ExecutionEngine on, final StateStore rows) {
    return new TrustedSync(
        on, rows, new ChainWriter(on, rows), status, NOW, Duration.ofMillis(200));
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
      if (!sink.accept(next.get())) {
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
            engine, store, new ChainWriter(engine, store), status, NOW, Duration.ofSeconds(30));
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

  private String wrong(final ReplayBlock block) throws InterruptedException {
    final Verdict verdict = sink.judge(block, "peer-1");
    assertThat(verdict).isInstanceOf(Verdict.Wrong.class);
    assertThat(status.isHalted()).isFalse();
    return ((Verdict.Wrong) verdict).why();
  }

  private static ReplayBlock with(
      final ReplayBlock block, final BlockAttributes attributes, final List<Bytes> transactions) {
    return new ReplayBlock(
        attributes, block.previousTimestamp(), transactions, block.hash(), block.baseFee());
  }

  /** Whatever a main node says: it is dropped, named, and the true block is taken after it. */
  @Test
  void aBlockThatGivesAnotherHashIsNotTakenAndNeverHalts() throws Exception {
    node.runL1();
    engine.divergeFrom(3);
    assertThat(follow()).isFalse();
    assertThat(wrong(source.block(3).orElseThrow()))
        .contains("block 3", "peer-1", main.engine.head().hash().toHexString(), "state root");
    assertThat(engine.head().number()).isEqualTo(2);
    assertThat(node.content().blocks()).hasSize(2);
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);

    engine.divergeFrom(Long.MAX_VALUE);
    assertThat(follow()).as("from whoever has the true one").isTrue();
    assertThat(engine.head()).isEqualTo(main.engine.head());
  }

  @Test
  void aMadeUpHashOfAnEmptyBlockIsNotTaken() throws Exception {
    final ReplayBlock real = source.block(1).orElseThrow();
    final ReplayBlock lie =
        new ReplayBlock(
            real.attributes(), real.previousTimestamp(), List.of(), ROOT, real.baseFee());
    assertThat(wrong(lie)).contains("recorded hash " + ROOT);
    assertThat(sink.accept(real)).isTrue();
  }

  @Test
  void aLeafOfAnotherL1ForkIsNobodysFaultUntilItIsSettled() throws Exception {
    node.runL1();
    // The main node saw the leaf in another L1 block than this node will.
    l1.reorg(1);
    l1.updateExitRoot(ROOT, ROOT);
    l1.mine(3);
    node.runL1();
    assertThat(follow()).isFalse();
    assertThat(sink.judge(source.block(2).orElseThrow(), "peer-1"))
        .isInstanceOf(Verdict.NotNow.class);
    assertThat(status.snapshot().state()).isEqualTo(State.DEGRADED);
    assertThat(engine.head().number()).isEqualTo(1);
    assertThat(node.content().blocks()).hasSize(1);

    // Nobody expects a reorg that deep: now the main node is wrong.
    l1.mine(70);
    node.runL1();
    assertThat(wrong(source.block(2).orElseThrow())).contains("block 2", "l1InfoTreeIndex 1");
  }

  @Test
  void aBlockWithMoreThanItExecutesLeavesNoTrace() throws Exception {
    final ReplayBlock block = source.block(1).orElseThrow();
    final List<Bytes> more =
        List.of(block.transactions().get(0), block.transactions().get(1), MainChain.transfer(9));
    assertThat(wrong(with(block, block.attributes(), more))).contains("nonce too high");
    assertThat(
            wrong(
                with(
                    block,
                    block.attributes(),
                    List.of(
                        block.transactions().get(0),
                        block.transactions().get(1),
                        Bytes.fromHexString("c0ffee")))))
        .contains("cannot be applied");
    for (final Bytes raw :
        NonCanonical.of(SignedTransaction.decode(block.transactions().get(0))).values()) {
      assertThat(
              wrong(
                  with(
                      block,
                      block.attributes(),
                      List.of(raw, block.transactions().get(0), block.transactions().get(1)))))
          .contains("cannot be applied, the first is 0");
    }
    assertThat(engine.head().number()).isZero();
    assertThat(SyncNode.content(store).blocks()).isEmpty();
    assertThat(sink.accept(block)).isTrue();
  }

  @Test
  void whatNoBatchOrClockAllowsIsRefusedBeforeItIsExecuted() throws Exception {
    final ReplayBlock block = source.block(1).orElseThrow();
    final BlockAttributes a = block.attributes();
    final List<Bytes> many =
        java.util.Collections.nCopies(300, Bytes.wrap(new byte[1000])).stream().toList();
    assertThat(wrong(with(block, a, many))).contains("300 transactions with 300000 bytes");
    final BlockAttributes future =
        new BlockAttributes(
            1,
            a.parentHash(),
            NOW_SECONDS + ReplayBlockForm.MAX_SECONDS_AHEAD + 1,
            a.coinbase(),
            a.gasLimit(),
            0,
            Bytes32.ZERO);
    assertThat(wrong(with(block, future, block.transactions())))
        .contains("7201 s ahead of this node's clock");
    assertThat(engine.head().number()).isZero();
  }

  @Test
  void blocksOutOfSequenceOrOnAnotherParentAreRefusedWithoutHalt() throws Exception {
    assertThat(sink.judge(source.block(3).orElseThrow(), "p")).isInstanceOf(Verdict.NotNow.class);
    final ReplayBlock first = source.block(1).orElseThrow();
    final BlockAttributes a = first.attributes();
    assertThat(
            wrong(
                with(
                    first,
                    new BlockAttributes(
                        1, ROOT, a.timestamp(), a.coinbase(), a.gasLimit(), 0, Bytes32.ZERO),
                    first.transactions())))
        .contains("its parent is");
    assertThat(
            wrong(
                with(
                    first,
                    new BlockAttributes(
                        1, a.parentHash(), 0, a.coinbase(), a.gasLimit(), 0, Bytes32.ZERO),
                    first.transactions())))
        .contains("timestamps");
    assertThat(engine.head().number()).isZero();
    assertThat(sink.accept(first)).isTrue();
    assertThat(sink.accept(first)).as("a block that is here already").isTrue();
  }

  private static ReplayBlock replayed(final L2Block block, final long parentTimestamp) {
    return new ReplayBlock(
        new BlockAttributes(
            block.number(),
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            0,
            Bytes32.ZERO),
        parentTimestamp,
        block.transactions(),
        block.hash(),
        block.baseFee().toUnsignedBigInteger());
  }

  /** Two configured main nodes disagree: the one that came first stays until L1 decides. */
  @Test
  void aValidBlockOfAnotherForkIsNotTakenInPlaceOfOneThatIsHere() throws Exception {
    final ReplayBlock first = source.block(1).orElseThrow();
    final FakeEngine other = MainChain.genesis();
    final L2Block fork = MainChain.extend(other, other.head(), 3, 0, Bytes32.ZERO, List.of());
    assertThat(sink.accept(first)).isTrue();
    assertThat(wrong(replayed(fork, 0))).contains("another block of that number");
    assertThat(engine.head().hash()).isEqualTo(first.hash());
  }

  /** A main node that had to give up blocks is followed; what is on L1 only L1 takes back. */
  @Test
  void whoGaveTheNewestBlockMayTakeBackWhatIsNotOnL1() throws Exception {
    final FakeEngine after = MainChain.genesis();
    final L2Block otherFirst = MainChain.extend(after, after.head(), 3, 0, Bytes32.ZERO, List.of());
    final ReplayBlock next =
        replayed(
            MainChain.extend(after, after.head(), 3, 0, Bytes32.ZERO, List.of()),
            otherFirst.timestamp());
    final ReplayBlock first = source.block(1).orElseThrow();
    assertThat(sink.judge(first, "peer-2")).isInstanceOf(Verdict.Taken.class);
    assertThat(wrong(next)).contains("its parent is");
    assertThat(engine.head().hash()).isEqualTo(first.hash());

    assertThat(sink.judge(next, "peer-2")).isInstanceOf(Verdict.NotNow.class);
    assertThat(sink.nextBlock()).isEqualTo(1);
    assertThat(node.content().blocks()).isEmpty();
    assertThat(store.<List<String>>read(tx -> eventIds(tx))).containsExactly("REPLAY_REORG");
    assertThat(sink.judge(replayed(otherFirst, 0), "peer-2")).isInstanceOf(Verdict.Taken.class);
    assertThat(sink.judge(next, "peer-2")).isInstanceOf(Verdict.Taken.class);

    final L2Block onL1 = engine.head();
    store.update(tx -> tx.batches().insert(closed(onL1)));
    assertThat(sink.judge(first, "peer-2")).isInstanceOf(Verdict.Wrong.class);
    assertThat(engine.head()).isEqualTo(onL1);
  }

  /** The first of two main nodes lied: nobody signs for its blocks, so that L1 never decides. */
  @Test
  void anotherMainNodeGetsItsTurnWhenL1GetsNoBatch() throws Exception {
    final AtomicReference<Instant> now = new AtomicReference<>(NOW.instant());
    sink =
        new TrustedSync(
            engine,
            store,
            new ChainWriter(engine, store),
            status,
            now::get,
            Duration.ofMillis(200));
    final FakeEngine other = MainChain.genesis();
    final ReplayBlock liars =
        replayed(MainChain.extend(other, other.head(), 3, 0, Bytes32.ZERO, List.of()), 0);
    assertThat(sink.judge(liars, "liar")).isInstanceOf(Verdict.Taken.class);
    final ReplayBlock honest = source.block(1).orElseThrow();
    assertThat(wrong(honest)).contains("another block of that number");
    now.set(now.get().plus(UnsafeBlocks.CONTEST.minusMillis(1)));
    assertThat(wrong(honest)).contains("another block of that number");

    now.set(now.get().plusMillis(1));
    assertThat(sink.judge(honest, "peer-1")).isInstanceOf(Verdict.NotNow.class);
    assertThat(sink.judge(honest, "peer-1")).isInstanceOf(Verdict.Taken.class);
    assertThat(sink.judge(liars, "liar")).isInstanceOf(Verdict.Wrong.class);
  }

  private static List<String> eventIds(final StateStore.Tx tx) {
    return tx.events().last(10).stream().map(Event::eventId).toList();
  }

  private static Batch closed(final L2Block last) {
    return new Batch(
        1, 1, last.number(), Bytes.of(1), last.stateRoot(), true, true, Optional.of("on L1"));
  }

  @Test
  void aFailureThatNobodyForesawIsTheBlocksProblem() throws Exception {
    final ExecutionEngine broken =
        (ExecutionEngine)
            Proxy.newProxyInstance(
                ExecutionEngine.class.getClassLoader(),
                new Class<?>[] {ExecutionEngine.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("extend")) {
                    throw new IllegalStateException("no such fork");
                  }
                  return method.invoke(engine, arguments);
                });
    sink = sink(broken, store);
    assertThat(wrong(source.block(1).orElseThrow())).contains("no such fork");
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
