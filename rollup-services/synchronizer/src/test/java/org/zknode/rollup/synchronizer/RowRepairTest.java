/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** An external node's rows that do not fit its engine and L1. */
class RowRepairTest {
  private static final TestStore MAIN = TestStore.open();
  private static final TestStore FOLLOWER = TestStore.open();
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 0xa);

  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(MAIN.emptied());
  private final StateStore store = FOLLOWER.emptied();
  private final FakeEngine engine = MainChain.genesis();
  private final SyncNode node = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);
  private final RecordingStatus status = new RecordingStatus();
  private List<BlockInfo> rows;
  private List<Batch> batches;

  @AfterAll
  static void close() {
    MAIN.close();
    FOLLOWER.close();
  }

  @BeforeEach
  void twoBatchesOnL1AndTwoTrustedBlocks() throws Exception {
    l1.updateExitRoot(ROOT, ROOT);
    new SyncNode(l1, main.engine, main.store, NodeKind.MAIN).runL1();
    main.block(2);
    main.block(0, 1);
    l1.sequence(MainChain.COINBASE, main.close());
    main.block(1);
    l1.sequence(MainChain.COINBASE, main.close());
    main.block(1);
    main.block(1);
    node.run();
    final EngineReplaySource source = new EngineReplaySource(main.engine, main.store);
    final TrustedSync sink =
        SteppedSync.trusted(engine, store, node.writer, status, MutableClock.create());
    for (long number = sink.nextBlock(); source.block(number).isPresent(); number++) {
      assertThat(sink.accept(source.block(number).orElseThrow())).isTrue();
    }
    rows = rows();
    batches = batches();
    assertThat(rows).hasSize(5);
    assertThat(batches).hasSize(2);
  }

  private List<BlockInfo> rows() {
    return store.read(tx -> tx.blocks().from(1, 100));
  }

  private List<Batch> batches() {
    return store.read(tx -> tx.batches().closedFrom(1, 100));
  }

  private void assertMended(final ExecutionEngine on) {
    new RowRepair(on, store, node.writer, status, MutableClock.create()).step();
    node.run();
    assertThat(rows()).isEqualTo(rows);
    assertThat(batches()).isEqualTo(batches);
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  private void remove(final long number) {
    store.update(
        tx -> {
          final List<BlockInfo> above = tx.blocks().from(number + 1, 100);
          tx.blocks().deleteAbove(number - 1);
          above.forEach(tx.blocks()::insert);
        });
  }

  private boolean toldInAnEvent() {
    return store.read(tx -> tx.events().last(5)).stream()
        .anyMatch(event -> event.eventId().equals("ROWS_MENDED"));
  }

  @Test
  void nothingIsWrittenWhenAllIsRight() {
    assertMended(engine);
    assertThat(toldInAnEvent()).isFalse();
  }

  @Test
  void aMissingRowIsWrittenAgainWhereverItIs() {
    for (long number = 1; number <= 5; number++) {
      remove(number);
      assertMended(engine);
    }
    assertThat(toldInAnEvent()).isTrue();
  }

  @Test
  void aWrongRowIsReplaced() {
    final BlockInfo row = rows.get(1);
    for (final BlockInfo wrong :
        List.of(
            new BlockInfo(2, ROOT, 1, row.timestamp(), 1, 0),
            new BlockInfo(2, row.hash(), 1, row.timestamp() + 1, 1, 0),
            new BlockInfo(2, row.hash(), 1, row.timestamp(), 0, 0),
            new BlockInfo(2, row.hash(), 1, row.timestamp(), 1, 7),
            new BlockInfo(2, row.hash(), 2, row.timestamp(), 1, 0))) {
      store.update(tx -> tx.blocks().put(wrong));
      assertMended(engine);
    }
  }

  @Test
  void rowsOfBatchesThatDoNotFitAreMadeAgainFromL1() {
    final Batch second = batches.get(1);
    store.update(
        tx ->
            tx.batches()
                .update(
                    new Batch(
                        2,
                        second.firstBlock(),
                        second.lastBlock(),
                        second.batchL2Data(),
                        ROOT,
                        true,
                        true,
                        second.closingReason(),
                        Optional.empty())));
    assertMended(engine);
    assertThat(toldInAnEvent()).isTrue();
  }

  /** Its headers have no L1 info root, as anvil's. */
  private static ExecutionEngine withoutRoots(final FakeEngine engine) {
    return (ExecutionEngine)
        java.lang.reflect.Proxy.newProxyInstance(
            ExecutionEngine.class.getClassLoader(),
            new Class<?>[] {ExecutionEngine.class},
            (proxy, method, arguments) ->
                method.getName().equals("l1InfoRoot")
                    ? Optional.empty()
                    : method.invoke(engine, arguments));
  }

  @Test
  void whereHeadersDoNotTellL1DoesAndElseTheBlockIsAskedForAgain() {
    remove(2);
    assertMended(withoutRoots(engine));

    remove(4);
    final RowRepair repair =
        new RowRepair(withoutRoots(engine), store, node.writer, status, MutableClock.create());
    repair.step();
    assertThat(engine.head().number()).as("L1 will tell").isEqualTo(5);
    assertThat(repair.mend(4, 5)).as("a batch with it is to be signed now").isTrue();
    assertThat(engine.head().number()).isEqualTo(3);
    assertThat(rows()).isEqualTo(rows.subList(0, 3));
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aRootThatL1DataDoesNotHaveIsAReason() {
    remove(2);
    store.update(tx -> tx.l1Blocks().deleteAbove(0));
    final RowRepair repair =
        new RowRepair(engine, store, node.writer, status, MutableClock.create());
    repair.step();
    assertThat(repair.mend(1, 5)).isFalse();
    assertThat(engine.head().number()).as("nothing is thrown away").isEqualTo(5);
    assertThat(status.snapshot().reasons().getFirst().text()).contains("block 2", "L1 info root");

    node.run();
    repair.step();
    assertMended(engine);
  }
}
