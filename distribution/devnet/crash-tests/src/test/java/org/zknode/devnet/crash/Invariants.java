/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.ExitTree;
import org.zknode.rollup.bridge.IndexedBlock;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.ExitRootChange;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/** What must hold when everything has settled, whatever died before. */
final class Invariants {
  private static final int ALL = 100_000;

  private final World world;
  private final ExecutionEngine engine;

  private Invariants(final World world) {
    this.world = world;
    this.engine = world.main.engine();
  }

  static void check(final World world) {
    final Invariants invariants = new Invariants(world);
    invariants.everyTransactionIsExecutedOnce();
    invariants.thePoolKnowsIt();
    invariants.everyBatchIsSequencedOnce();
    invariants.theProvenRootIsTheNodes();
    invariants.theExternalNodeHasConverged();
    invariants.theExitRootIsRemembered(world.mainState);
    invariants.theExitRootIsRemembered(world.externalState);
    invariants.theBridgeIsIndexed(world.mainState);
    invariants.theBridgeIsIndexed(world.externalState);
    invariants.nothingIsLeftOpen(world.mainState);
    invariants.nothingIsLeftOpen(world.externalState);
  }

  private void everyTransactionIsExecutedOnce() {
    final Map<Bytes32, Integer> times = new HashMap<>();
    for (long number = 1; number <= engine.head().number(); number++) {
      for (final Bytes raw : engine.block(number).orElseThrow().transactions()) {
        times.merge(Keccak256.hash(raw), 1, Integer::sum);
      }
    }
    assertThat(times.keySet())
        .as("transactions in the chain")
        .containsExactlyInAnyOrderElementsOf(world.users.must().keySet())
        .doesNotContainAnyElementsOf(world.users.never());
    assertThat(times.values()).as("times that each is in the chain").containsOnly(1);
    world
        .users
        .must()
        .forEach(
            (hash, payment) ->
                assertThat(engine.account(payment.to()).balance())
                    .as("balance of the recipient of %s", hash)
                    .isEqualTo(payment.value()));
  }

  private void thePoolKnowsIt() {
    try (PgTransactionPool pool =
        PgTransactionPool.open(
            world.mainDatabase, getClass().getClassLoader(), Clock.systemUTC(), ALL)) {
      assertThat(pool.pendingCount()).as("pending transactions").isZero();
      world
          .users
          .must()
          .forEach(
              (hash, payment) ->
                  // What is long on L1 is deleted.
                  pool.find(hash).ifPresent(row -> assertThat(row.status()).isEqualTo("selected")));
      assertThat(world.users.never())
          .allSatisfy(
              hash -> assertThat(pool.find(hash).orElseThrow().status()).isIn("failed", "invalid"));
    }
  }

  private void everyBatchIsSequencedOnce() {
    long next = 1;
    final long head = world.l1Client.head(BlockTag.LATEST).number();
    for (final L1Event event : world.l1Client.events(world.l1Config.genesisBlock(), head)) {
      if (event instanceof L1Event.SequenceBatches sequence) {
        for (final L1Event.SequencedBatch sequenced : sequence.batches()) {
          final long number = next;
          final Batch batch = world.mainState.read(tx -> tx.batches().find(number)).orElseThrow();
          assertThat(sequenced.transactions())
              .as("data of batch %d on L1", number)
              .isEqualTo(batch.batchL2Data());
          next++;
        }
        assertThat(next - 1).as("last batch of a sequence").isEqualTo(sequence.lastBatch());
      } else if (event instanceof L1Event.SequenceForceBatches stranger) {
        for (; next <= stranger.lastBatch(); next++) {
          final long number = next;
          assertThat(world.mainState.read(tx -> tx.batches().find(number)).orElseThrow().forced())
              .as("batch %d, which a stranger sequenced", number)
              .isPresent();
        }
      }
    }
    assertThat(next - 1).as("batches on L1").isEqualTo(lastBatch(world.mainState).number());
  }

  private void theProvenRootIsTheNodes() {
    final Batch last = lastBatch(world.mainState);
    final L2Block head = engine.head();
    assertThat(last.lastBlock()).isEqualTo(head.number());
    assertThat(last.stateRoot()).isEqualTo(head.stateRoot());
    assertThat(world.l1Client.rollupData().lastVerifiedBatch()).isEqualTo(last.number());
    assertThat(world.l1Client.verifiedStateRoot(last.number()))
        .as("state root on L1 after batch %d", last.number())
        .isEqualTo(head.stateRoot());
  }

  private void theExternalNodeHasConverged() {
    assertThat(world.external.engine().head()).isEqualTo(engine.head());
    assertThat(derived(world.externalState)).isEqualTo(derived(world.mainState));
    assertThat(blocks(world.externalState)).isEqualTo(blocks(world.mainState));
    assertThat(world.externalState.<Object>read(tx -> tx.virtualBatches().from(1, ALL)))
        .isEqualTo(world.mainState.<Object>read(tx -> tx.virtualBatches().from(1, ALL)));
  }

  /** Whoever died before it was stored has read it from the engine's state since. */
  private void theExitRootIsRemembered(final StateStore store) {
    final long head = engine.head().number();
    final List<ExitRootChange> newest =
        store.read(tx -> tx.exitRootChanges().atOrBelow(head, 0, 1));
    assertThat(newest.stream().map(ExitRootChange::root).findFirst().orElse(Bytes32.ZERO))
        .as("local exit root")
        .isEqualTo(
            engine.storage(head, L2Contracts.EXIT_ROOT_MANAGER, L2Contracts.LOCAL_EXIT_ROOT_SLOT));
  }

  /** The deposits lead to the exit roots that the chains have. */
  private void theBridgeIsIndexed(final StateStore state) {
    final BridgeStore index = world.bridge(state);
    final long own = world.l1Config.rollupId();
    final IndexedBlock onL2 = index.read(tx -> tx.last(own)).orElseThrow();
    assertThat(
            index.<Bytes32>read(
                tx ->
                    onL2.deposits() == 0
                        ? Bytes32.ZERO
                        : new ExitTree(tx.nodes(own)).root(onL2.deposits())))
        .as("exit root of the %d indexed withdrawals", onL2.deposits())
        .isEqualTo(
            engine.storage(
                engine.head().number(),
                L2Contracts.EXIT_ROOT_MANAGER,
                L2Contracts.LOCAL_EXIT_ROOT_SLOT));
    assertThat(index.read(tx -> tx.lastCovering()).map(CoveringLeaf::globalExitRoot))
        .as("indexed global exit root")
        .isEqualTo(state.read(tx -> tx.l1InfoLeaves().last()).map(L1InfoLeaf::globalExitRoot));
  }

  private static Batch lastBatch(final StateStore store) {
    return store.read(tx -> tx.batches().last()).orElseThrow();
  }

  /** Of each batch what both kinds of nodes know; why it was closed, only one knows. */
  private static List<List<Object>> derived(final StateStore store) {
    return store.read(Invariants::batches).stream()
        .map(
            batch ->
                List.<Object>of(
                    batch.number(),
                    batch.firstBlock(),
                    batch.lastBlock(),
                    batch.batchL2Data(),
                    batch.stateRoot(),
                    batch.forced()))
        .toList();
  }

  private static List<BlockInfo> blocks(final StateStore store) {
    return store.read(
        tx ->
            batches(tx).stream()
                .flatMap(batch -> tx.blocks().ofBatch(batch.number()).stream())
                .toList());
  }

  private static List<Batch> batches(final StateStore.Tx tx) {
    return tx.batches().closedFrom(1, ALL);
  }

  /** No row waits for something that nobody will do. */
  private void nothingIsLeftOpen(final StateStore store) {
    final long head = engine.head().number();
    assertThat(store.<Object>read(tx -> tx.monitoredTransactions().unfinished()))
        .as("unfinished L1 transactions")
        .isEqualTo(List.of());
    assertThat(store.<Object>read(tx -> tx.proofs().all())).as("proofs").isEqualTo(List.of());
    assertThat(lastBatch(store).closed()).as("the last batch is closed").isTrue();
    assertThat(store.read(tx -> tx.blocks().last()).orElseThrow().number()).isEqualTo(head);
    for (long number = 1; number <= head + 1; number++) {
      final long wanted = number;
      assertThat(store.<Optional<BlockIntent>>read(tx -> tx.blockIntents().find(wanted)))
          .as("intent of block %d", number)
          .isEmpty();
      if (number <= head) {
        assertThat(store.read(tx -> tx.blocks().find(wanted)).orElseThrow().hash())
            .as("row of block %d", number)
            .isEqualTo(engine.block(number).orElseThrow().hash());
      }
    }
    assertThat(blocks(store)).as("every block is in a batch").hasSize((int) head);
  }
}
