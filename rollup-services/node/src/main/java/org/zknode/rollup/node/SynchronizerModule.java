/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencesender.SequenceSender;
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
interface SynchronizerModule {
  @Provides
  static SynchronizerConfig config(final NodeConfig node) {
    return node.synchronizer().orElseThrow();
  }

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
  static SyncProgress progress(final Clock clock, final NodeStatus status) {
    return new SyncProgress(clock, SyncProgress.Report.to(status));
  }

  @Provides
  static L1Synchronizer.Fetching fetching(final SynchronizerConfig config) {
    return new L1Synchronizer.Fetching(config.maxBlockRange(), config.parallelRanges());
  }

  @Provides
  @NodeScope
  static L1Synchronizer l1Synchronizer(
      final StateStore store,
      final L1Client l1,
      final L1Config config,
      final L1Synchronizer.Fetching fetching,
      final NodeKind kind,
      final ChainWriter writer,
      final SyncProgress progress,
      final Clock clock) {
    return new L1Synchronizer(store, l1, config, fetching, kind, writer, progress, clock);
  }

  @Provides
  static ChainListener listener(final Optional<TransactionPool> pool) {
    return pool.<ChainListener>map(PoolFollowsChain::new).orElse(blocks -> {});
  }

  @Provides
  @NodeScope
  static ForeignSequences foreignSequences(
      final StateStore store, final L1Roles roles, final NodeStatus status, final Clock clock) {
    return new ForeignSequences(
        hash -> SequenceSender.hasSent(store, hash), roles::isTrustedSequencerNow, status, clock);
  }

  @Provides
  static L1Lead lead(final L1Client l1, final L1Config config, final NodeStatus status) {
    return L1Lead.of(l1, config.syncTag(), status);
  }

  @Provides
  static Derivation.MainNode mainNode(final L1Lead lead, final ForeignSequences foreign) {
    return new Derivation.MainNode(lead, foreign);
  }

  @Provides
  static Optional<Derivation.MainNode> perhapsMainNode(
      final NodeConfig config, final Provider<Derivation.MainNode> main) {
    return config.sequencer().map(role -> main.get());
  }

  @Provides
  @NodeScope
  static Derivation derivation(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final ChainConfig chain,
      final NodeKind kind,
      final L1Synchronizer l1,
      final Clock clock,
      final ChainListener listener,
      final Optional<Derivation.MainNode> main) {
    return new Derivation(engine, store, writer, chain, kind, l1::atHead, clock, listener, main);
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

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig config, final Provider<SynchronizerServices> services) {
    return config.synchronizer().map(role -> services.get().all()).orElse(Set.of());
  }
}
