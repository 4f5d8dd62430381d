/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;

/** The synchronizer's parts of one node on its engine and state DB; made again = restarted. */
final class SyncNode {
  private static final Set<String> ENGINE_CHANGES = Set.of("extend", "unwindTo");
  private static final Set<String> STORE_CHANGES = Set.of("update", "write");

  final RecordingStatus status = new RecordingStatus();
  final MutableClock clock = MutableClock.create();

  /** L1 transactions that this node sent. */
  final Set<Bytes32> sent = new HashSet<>();

  boolean keyIsSequencer = true;
  final ExecutionEngine engine;
  final StateStore store;
  final L1Synchronizer l1Sync;
  final ChainWriter writer;
  final Derivation derivation;

  SyncNode(
      final FakeL1 l1, final ExecutionEngine engine, final StateStore store, final NodeKind kind) {
    this(l1, engine, store, kind, blocks -> {});
  }

  /**
   * @param listener told of blocks that a main node takes from L1, and gives up
   */
  SyncNode(
      final FakeL1 l1,
      final ExecutionEngine engine,
      final StateStore store,
      final NodeKind kind,
      final ChainListener listener) {
    this.engine = engine;
    this.store = store;
    this.writer = new ChainWriter(engine, store);
    this.l1Sync = new L1Synchronizer(store, l1, config(1), 3, kind, writer, clock);
    this.derivation =
        new Derivation(
            engine,
            store,
            writer,
            MainChain.CHAIN,
            kind,
            l1Sync::atHead,
            MutableClock.create(),
            listener,
            kind == NodeKind.MAIN
                ? Optional.of(
                    new Derivation.MainNode(
                        L1Lead.of(l1, BlockTag.LATEST, status),
                        new ForeignSequences(sent::contains, () -> keyIsSequencer, status, clock)))
                : Optional.empty());
  }

  static L1Config config(final long genesisBlock) {
    return new L1Config(
        List.of(),
        31_337,
        Address.ZERO,
        Address.ZERO,
        Address.ZERO,
        1,
        genesisBlock,
        BlockTag.LATEST);
  }

  static SyncNode dyingAt(
      final CrashPoint crash,
      final FakeL1 l1,
      final ExecutionEngine engine,
      final StateStore store,
      final NodeKind kind) {
    return dyingAt(crash, l1, engine, store, kind, blocks -> {});
  }

  static SyncNode dyingAt(
      final CrashPoint crash,
      final FakeL1 l1,
      final ExecutionEngine engine,
      final StateStore store,
      final NodeKind kind,
      final ChainListener listener) {
    return new SyncNode(
        l1,
        crash.wrap(ExecutionEngine.class, engine, ENGINE_CHANGES),
        crash.wrap(StateStore.class, store, STORE_CHANGES),
        kind,
        listener);
  }

  /** Both services until they have nothing to do. */
  void run() {
    runL1();
    while (derivation.step()) {
      // steps do the work
    }
  }

  /** Time passes while L1 contradicts itself: a node waits before it halts. */
  void runL1() {
    run(l1Sync, clock);
  }

  static void run(final L1Synchronizer synchronizer, final MutableClock clock) {
    boolean more = true;
    while (more) {
      try {
        more = synchronizer.step();
      } catch (final TemporaryException e) {
        if (!e.getMessage().startsWith("every L1 endpoint")) {
          throw e;
        }
        clock.advance(L1Failover.PATIENCE.dividedBy(L1Failover.ROUNDS - 1));
      }
    }
  }

  /** Everything that follows from L1 and the chain, for comparing nodes. */
  record Content(
      List<L1InfoLeaf> leaves,
      List<VirtualBatch> virtual,
      Optional<VerifiedBatch> verified,
      List<Batch> batches,
      List<BlockInfo> blocks) {}

  Content content() {
    return content(store);
  }

  static Content content(final StateStore store) {
    return store.read(
        tx -> {
          final List<BlockInfo> blocks = new ArrayList<>();
          final long last = tx.blocks().last().map(BlockInfo::number).orElse(0L);
          for (long n = 1; n <= last; n++) {
            tx.blocks().find(n).ifPresent(blocks::add);
          }
          return new Content(
              tx.l1InfoLeaves().upTo(Long.MAX_VALUE),
              tx.virtualBatches().from(1, 1000),
              tx.verifiedBatches().last(),
              tx.batches().closedFrom(1, 1000),
              blocks);
        });
  }

  /** Ids of the events, newest first. */
  List<String> events() {
    return store.read(tx -> tx.events().last(100)).stream().map(event -> event.eventId()).toList();
  }
}
