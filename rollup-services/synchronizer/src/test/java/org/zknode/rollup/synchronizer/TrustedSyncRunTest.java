/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.replay.ReplayRecords.Judgement;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

/** Blocks that come together: what they cost the database, and that nothing else is different. */
class TrustedSyncRunTest {
  private static final TestStore MAIN = TestStore.open();
  private static final TestStore FOLLOWER = TestStore.open();
  private static final InstantSource NOW =
      () -> Instant.ofEpochSecond(FakeL1.GENESIS_TIMESTAMP + 60);
  private static final String PEER = "peer-1";
  private static final int BLOCKS = 12;

  private final MainChain main = new MainChain(MAIN.emptied());
  private final EngineReplaySource source = new EngineReplaySource(main.engine, main.store);
  private final StateStore store = FOLLOWER.emptied();
  private final FakeEngine engine = MainChain.genesis();
  private final WatchedEngine watched = new WatchedEngine();
  private final AtomicInteger transactions = new AtomicInteger();
  private final StateStore counted = counted();
  private final TrustedSync sink = sink(watched, counted);

  /** Looks at the row of each block when it is executed, and notes what was prepared. */
  private final class WatchedEngine extends ForwardingEngine {
    private final List<List<Bytes>> prepared = new ArrayList<>();
    private long fails = -1;

    WatchedEngine() {
      super(engine);
    }

    @Override
    public void prepare(final List<Bytes> given) {
      prepared.add(given);
    }

    @Override
    public BlockResult extend(
        final BlockAttributes attributes,
        final List<Bytes> given,
        final Optional<Bytes32> expectedHash)
        throws BlockMismatchException {
      assertThat(store.<Boolean>read(tx -> tx.blocks().find(attributes.number()).isPresent()))
          .as("the row of block %d is there before it", attributes.number())
          .isTrue();
      if (attributes.number() == fails) {
        throw new EngineException("no space left");
      }
      return super.extend(attributes, given, expectedHash);
    }
  }

  private StateStore counted() {
    return (StateStore)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, arguments) -> {
              if (List.of("read", "update").contains(method.getName())) {
                transactions.incrementAndGet();
              }
              try {
                return method.invoke(store, arguments);
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterAll
  static void close() {
    MAIN.close();
    FOLLOWER.close();
  }

  @BeforeEach
  void start() {
    for (int i = 0; i < BLOCKS; i++) {
      main.block(i % 3);
    }
  }

  private List<ReplayBlock> blocks() {
    return LongStream.rangeClosed(1, BLOCKS)
        .mapToObj(number -> source.block(number).orElseThrow())
        .toList();
  }

  private List<Long> rows() {
    return store.read(tx -> tx.blocks().from(1, 100).stream().map(row -> row.number()).toList());
  }

  private static List<Long> upTo(final long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void howManyTheyAreMakesNoDifferenceForTheDatabase() throws Exception {
    sink.judge(source.block(1).orElseThrow(), PEER);
    sink.judge(source.block(2).orElseThrow(), PEER);
    transactions.set(0);
    sink.judge(source.block(3).orElseThrow(), PEER);
    final int ofOne = transactions.getAndSet(0);
    assertThat(sink.judge(blocks().subList(3, BLOCKS), PEER)).isEqualTo(Judgement.all(BLOCKS - 3));
    assertThat(transactions.get()).isBetween(1, ofOne);
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(rows()).isEqualTo(upTo(BLOCKS));
  }

  @Test
  void theEngineGetsThemBeforehandInOrder() throws Exception {
    assertThat(sink.judge(blocks(), PEER)).isEqualTo(Judgement.all(BLOCKS));
    assertThat(watched.prepared)
        .as("those after the first, whose giver is not known yet")
        .isEqualTo(blocks().stream().skip(1).map(ReplayBlock::transactions).toList());
  }

  /** Whoever has given nothing that is in the chain gets one row and nothing beforehand. */
  @Test
  void aStrangersBlocksCostNoMoreTogether() throws Exception {
    sink.judge(source.block(1).orElseThrow(), PEER);
    final List<ReplayBlock> lie = new ArrayList<>(blocks().subList(1, BLOCKS));
    lie.set(0, changed(lie.getFirst()));
    assertThat(sink.judge(lie, "liar").last()).isInstanceOf(Verdict.Wrong.class);
    assertThat(watched.prepared).isEmpty();
    assertThat(rows()).isEqualTo(upTo(1));
    assertThat(sink.judge(blocks(), PEER)).isEqualTo(Judgement.all(BLOCKS));
  }

  private static ReplayBlock changed(final ReplayBlock block) {
    return new ReplayBlock(
        block.attributes(),
        block.previousTimestamp(),
        List.of(MainChain.transfer(77)),
        block.hash(),
        block.baseFee());
  }

  @Test
  void thoseBeforeAWrongOneAreTakenAndNothingIsLeftOfTheRest() throws Exception {
    final List<ReplayBlock> blocks = new ArrayList<>(blocks());
    blocks.set(6, changed(blocks.get(6)));
    final Judgement judgement = sink.judge(blocks, PEER);
    assertThat(judgement.taken()).isEqualTo(6);
    assertThat(judgement.last()).isInstanceOf(Verdict.Wrong.class);
    assertThat(((Verdict.Wrong) judgement.last()).why()).contains("block 7");
    assertThat(engine.head().number()).isEqualTo(6);
    assertThat(rows()).isEqualTo(upTo(6));
    assertThat(sink.judge(blocks(), PEER)).isEqualTo(Judgement.all(BLOCKS));
    assertThat(engine.head()).isEqualTo(main.engine.head());
  }

  @Test
  void thoseBeforeAFailureAreTakenAndTheRestAfterIt() throws Exception {
    watched.fails = 5;
    final Judgement judgement = sink.judge(blocks(), PEER);
    assertThat(judgement.taken()).isEqualTo(4);
    assertThat(judgement.last()).isInstanceOf(Verdict.NotNow.class);
    assertThat(rows()).as("rows without blocks stay until the next look").isEqualTo(upTo(BLOCKS));
    watched.fails = -1;
    assertThat(sink.judge(blocks().subList(4, BLOCKS), PEER)).isEqualTo(Judgement.all(BLOCKS - 4));
    assertThat(engine.head()).isEqualTo(main.engine.head());
    assertThat(rows()).isEqualTo(upTo(BLOCKS));
  }

  @Test
  void aGapEndsThem() throws Exception {
    final List<ReplayBlock> blocks = new ArrayList<>(blocks());
    blocks.remove(8);
    final Judgement judgement = sink.judge(blocks, PEER);
    assertThat(judgement.taken()).isEqualTo(8);
    assertThat(judgement.last()).isInstanceOf(Verdict.NotNow.class);
    assertThat(rows()).isEqualTo(upTo(8));
  }

  @Test
  void itCanDieAtEveryChangeOfThemAndGoesOnAfterARestart() throws Exception {
    boolean died = true;
    for (int point = 0; died; point++) {
      final FakeEngine own = MainChain.genesis();
      final StateStore rows = FOLLOWER.emptied();
      final CrashPoint crash = new CrashPoint(point);
      try {
        sink(
                crash.wrap(ExecutionEngine.class, own, Set.of("extend")),
                crash.wrap(StateStore.class, rows, Set.of("update")))
            .judge(blocks(), PEER);
      } catch (final CrashPoint.Crash e) {
        assertThat(crash.isDead()).isTrue();
      }
      died = crash.isDead();
      final TrustedSync again = sink(own, rows);
      final List<ReplayBlock> rest = blocks().subList((int) again.nextBlock() - 1, BLOCKS);
      assertThat(again.judge(rest, PEER)).isEqualTo(Judgement.all(rest.size()));
      assertThat(own.head()).isEqualTo(main.engine.head());
      assertThat(SyncNode.content(rows).blocks()).as("died at change %d", point).hasSize(BLOCKS);
    }
  }

  private static TrustedSync sink(final ExecutionEngine engine, final StateStore rows) {
    return new TrustedSync(
        engine,
        rows,
        new ChainWriter(engine, rows),
        new RecordingStatus(),
        NOW,
        Duration.ofMillis(1));
  }
}
