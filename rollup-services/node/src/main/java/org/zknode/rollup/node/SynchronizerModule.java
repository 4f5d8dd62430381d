/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Lazy;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.synchronizer.ChainListener;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.ForeignSequences;
import org.zknode.rollup.synchronizer.L1Lead;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.synchronizer.SyncProgress;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import org.zknode.rollup.synchronizer.TrustedSync;

/** Follows L1 and the main node. */
@Module
final class SynchronizerModule {
  /** Until the rows of the start are in order; after that there is nothing to do. */
  private static final Duration ROW_CHECK = Duration.ofSeconds(10);

  private SynchronizerModule() {}

  @Provides
  static NodeKind kind(final NodeConfig config) {
    return config.isMainNode() ? NodeKind.MAIN : NodeKind.EXTERNAL;
  }

  @Provides
  @NodeScope
  static ChainWriter writer(final ExecutionEngine engine, final StateStore store) {
    return new ChainWriter(engine, store);
  }

  @Provides
  @NodeScope
  static L1Synchronizer l1Synchronizer(
      final NodeConfig config,
      final StateStore store,
      final L1Client l1,
      final NodeKind kind,
      final ChainWriter writer,
      final NodeStatus status,
      final Clock clock) {
    final SynchronizerConfig synchronizer = config.synchronizer().orElseThrow();
    return new L1Synchronizer(
        store,
        l1,
        config.l1(),
        new L1Synchronizer.Fetching(synchronizer.maxBlockRange(), synchronizer.parallelRanges()),
        kind,
        writer,
        new SyncProgress(clock, SyncProgress.Report.to(status)),
        clock);
  }

  @Provides
  @NodeScope
  static Derivation derivation(
      final NodeConfig config,
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeKind kind,
      final L1Synchronizer l1Synchronizer,
      final Optional<TransactionPool> pool,
      final L1Client l1,
      final L1Roles roles,
      final NodeStatus status,
      final Clock clock) {
    return new Derivation(
        engine,
        store,
        writer,
        config.chain(),
        kind,
        l1Synchronizer::atHead,
        clock,
        pool.<ChainListener>map(PoolFollowsChain::new).orElse(blocks -> {}),
        kind == NodeKind.MAIN
            ? Optional.of(
                new Derivation.MainNode(
                    L1Lead.of(l1, config.l1().syncTag(), status),
                    new ForeignSequences(
                        hash -> SequenceSender.hasSent(store, hash),
                        roles::isTrustedSequencerNow,
                        status,
                        clock)))
            : Optional.empty());
  }

  @Provides
  @NodeScope
  static TrustedSync trustedSync(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final Clock clock) {
    return new TrustedSync(engine, store, writer, status, clock);
  }

  @Provides
  @NodeScope
  static RowRepair rowRepair(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final Clock clock) {
    return new RowRepair(engine, store, writer, status, clock);
  }

  @Provides
  static EngineReplaySource replaySource(final ExecutionEngine engine, final StateStore store) {
    return new EngineReplaySource(engine, store);
  }

  /** An external node's; a main node's rows come before its blocks and are reconciled with them. */
  @Provides
  @ElementsIntoSet
  static Set<RoleService> rowCheck(
      final NodeConfig config, final RowRepair rows, final ServiceLoops loops) {
    return config.isMainNode() || config.synchronizer().isEmpty()
        ? Set.of()
        : Set.of(
            new RoleService(
                RoleService.SYNCHRONIZER, loops.every(ROW_CHECK, "state-rows", rows::step)));
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig config,
      final L1Synchronizer l1Synchronizer,
      final Derivation derivation,
      final Lazy<L1TransactionManager> manager,
      final BatchProgress progress,
      final ServiceLoops loops) {
    return config
        .synchronizer()
        .map(
            synchronizer -> {
              final ServiceLoop l1 =
                  loops.everyUntilDone(
                      synchronizer.pollInterval(), "synchronizer", l1Synchronizer::step);
              final ServiceLoop derived =
                  loops.everyUntilDone(synchronizer.pollInterval(), "derivation", derivation::step);
              if (config.sequencer().isPresent() || config.aggregator().isPresent()) {
                manager.get().onMined(l1::wakeUp);
              }
              l1Synchronizer.onStored(
                  () -> {
                    progress.reached(BatchStage.VIRTUAL);
                    progress.reached(BatchStage.VERIFIED);
                  });
              progress.onReached(BatchStage.VIRTUAL, derived::wakeUp);
              return Set.of(
                  new RoleService(RoleService.SYNCHRONIZER, l1),
                  new RoleService(RoleService.SYNCHRONIZER, derived));
            })
        .orElse(Set.of());
  }
}
