/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ProofAnswer.Found;
import org.zknode.rollup.bridge.postgres.PgBridgeStore;
import org.zknode.rollup.bridge.postgres.PgBridgeView;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

/** The index on a real state DB, beside a fake L1 and what a synchronizer would store of it. */
abstract class IndexFixture {
  private static TestStore database;

  final FakeL1 l1 = new FakeL1();
  final List<Bytes32> mainnetLeaves = new ArrayList<>();
  RollupExitRoots rollups = RollupExitRoots.NONE;
  StateStore state;
  BridgeStore store;
  BridgeView view;
  L1BridgeIndex index;

  @BeforeAll
  static void openDatabase() {
    database = TestStore.open();
  }

  @AfterAll
  static void closeDatabase() {
    database.close();
  }

  @BeforeEach
  void emptyDatabase() {
    state = database.emptied();
    store = new PgBridgeStore(((PgStateStore) state).transactions());
    view = new PgBridgeView(((PgStateStore) state).transactions(), BridgeLogs.OWN);
    index = index(l1);
    l1.answer(IndexFixture::bridge);
  }

  L1BridgeIndex index(final L1Client client) {
    return new L1BridgeIndex(store, state, client, BridgeLogs.CONTRACTS);
  }

  /** The bridge's count and root, claims and tokens, from all its events up to there. */
  static Optional<Bytes> bridge(
      final Address contract, final Bytes calldata, final List<L1Log> logs) {
    final List<L1Log> own =
        logs.stream().filter(log -> log.event().address().equals(contract)).toList();
    return BridgeLogs.state(calldata, own).or(() -> tree(calldata, own));
  }

  private static Optional<Bytes> tree(final Bytes calldata, final List<L1Log> logs) {
    final List<Bytes32> leaves =
        logs.stream()
            .filter(log -> log.event().topics().getFirst().equals(BridgeAbi.DEPOSIT))
            .map(log -> BridgeAbi.decode(log.event(), place(log)))
            .map(event -> ((BridgeEvent.Deposited) event).leaf().hash())
            .toList();
    return Optional.of(
        calldata.equals(BridgeAbi.DEPOSIT_COUNT)
            ? UInt256.valueOf(leaves.size())
            : L1InfoTree.of(leaves).root());
  }

  private static EventPlace place(final L1Log log) {
    return new EventPlace(
        0, log.blockNumber(), log.blockHash(), 0, log.transactionHash(), log.logIndex());
  }

  /** Mines a block with these deposits on L1 and nothing else. */
  L1BlockRef deposit(final ExitLeaf... leaves) {
    return mine(false, depositLogs(leaves));
  }

  /** The same with the exit root on L1. */
  L1BlockRef depositForced(final ExitLeaf... leaves) {
    return mine(true, depositLogs(leaves));
  }

  List<Log> depositLogs(final ExitLeaf... leaves) {
    final List<Log> logs = new ArrayList<>();
    for (final ExitLeaf leaf : leaves) {
      logs.add(BridgeLogs.deposit(BridgeLogs.L1_BRIDGE, leaf, mainnetLeaves.size()));
      mainnetLeaves.add(leaf.hash());
    }
    return logs;
  }

  /** Mines a verification of that rollup. */
  L1BlockRef verify(final long rollupId, final Bytes32 localExitRoot) {
    rollups = rollups.with(rollupId, localExitRoot);
    return mine(true, List.of(BridgeLogs.verified(rollupId, localExitRoot)));
  }

  L1BlockRef mine(final boolean withLeaf, final List<Log> logs) {
    return l1.mineLogs(
        logs,
        withLeaf
            ? Optional.of(
                new UpdateL1InfoTree(
                    l1.head(L1Client.BlockTag.LATEST), Bytes32.ZERO, mainnetRoot(), rollups.root()))
            : Optional.empty());
  }

  static Bytes32 root(final List<Bytes32> leaves) {
    return L1InfoTree.of(leaves).root();
  }

  Bytes32 mainnetRoot() {
    return mainnetLeaves.isEmpty() ? Bytes32.ZERO : L1InfoTree.of(mainnetLeaves).root();
  }

  Bytes32 globalExitRoot() {
    return L1InfoTree.globalExitRoot(mainnetRoot(), rollups.root());
  }

  /** Stores of L1 what a synchronizer would, up to its head. */
  void synchronize() {
    state.update(
        tx -> {
          Optional<L1BlockRef> last = tx.l1Blocks().last();
          while (last.filter(block -> !l1.block(block.number()).equals(last(tx))).isPresent()) {
            tx.l1Blocks().deleteAbove(last.get().number() - 1);
            last = tx.l1Blocks().last();
          }
          final long from = last.map(L1BlockRef::number).orElse(-1L) + 1;
          final long head = l1.head(L1Client.BlockTag.LATEST).number();
          l1.block(from).ifPresent(tx.l1Blocks()::insert);
          l1.events(from, head).stream()
              .filter(UpdateL1InfoTree.class::isInstance)
              .map(UpdateL1InfoTree.class::cast)
              .forEach(event -> insert(tx, event));
          l1.block(head).ifPresent(tx.l1Blocks()::insert);
        });
  }

  private static Optional<L1BlockRef> last(final StateStore.Tx tx) {
    return tx.l1Blocks().last();
  }

  private static void insert(final StateStore.Tx tx, final UpdateL1InfoTree event) {
    tx.l1Blocks().insert(event.block());
    final long index = tx.l1InfoLeaves().last().map(L1InfoLeaf::index).orElse(0L) + 1;
    final Bytes32 ger = L1InfoTree.globalExitRoot(event.mainnetExitRoot(), event.rollupExitRoot());
    tx.l1InfoLeaves()
        .insert(
            new L1InfoLeaf(
                index,
                event.block().number(),
                event.mainnetExitRoot(),
                event.rollupExitRoot(),
                ger,
                event.block().parentHash(),
                event.block().timestamp(),
                // No test looks at it, but no two are the same.
                L1InfoTree.leaf(ger, event.block().hash(), index)));
  }

  /** Steps until there is nothing to do. */
  void catchUp() {
    synchronize();
    run(index);
  }

  static void run(final L1BridgeIndex index) {
    int steps = 0;
    while (index.step()) {
      steps++;
      assertThat(steps).isLessThan(1_000);
    }
  }

  /** Puts a global exit root onto the own rollup, in that block of it. */
  void prove(final Bytes32 globalExitRoot, final long leafIndex, final long block) {
    store.update(
        tx ->
            tx.addKnown(
                List.of(
                    new BridgeEvent.ExitRootKnown(
                        new EventPlace(BridgeLogs.OWN, block, Bytes32.ZERO, 0, Bytes32.ZERO, 0),
                        globalExitRoot,
                        leafIndex + 1))));
  }

  /** As the contract checks a claim. */
  static void assertProves(final ProofAnswer answer, final Deposit deposit) {
    assertThat(answer).isInstanceOf(Found.class);
    final ExitProof proof = ((Found) answer).proof();
    Bytes32 root = walk(deposit.leaf().hash(), deposit.depositCount(), proof.localProof());
    if (deposit.place().network() == 0) {
      assertThat(root).isEqualTo(proof.mainnetExitRoot());
    } else {
      root = walk(root, deposit.place().network() - 1, proof.rollupProof());
      assertThat(root).isEqualTo(proof.rollupExitRoot());
    }
  }

  private static Bytes32 walk(final Bytes32 leaf, final long index, final List<Bytes32> siblings) {
    Bytes32 node = leaf;
    for (int height = 0; height < siblings.size(); height++) {
      node =
          (index >>> height & 1) == 1
              ? Keccak256.hash(siblings.get(height), node)
              : Keccak256.hash(node, siblings.get(height));
    }
    return node;
  }
}
