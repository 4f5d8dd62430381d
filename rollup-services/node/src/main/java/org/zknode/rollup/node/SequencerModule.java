/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Heads;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.sequencer.BlockListener;
import org.zknode.rollup.sequencer.ForcedBatchBacklog;
import org.zknode.rollup.sequencer.ForcedBatchTimeout;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.sequencer.Sequencer;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerContext;
import org.zknode.rollup.sequencer.SequencerWatchdog;
import org.zknode.rollup.sequencer.UnsafeLag;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.synchronizer.ChainWriter;

/** The main node's blocks. */
@Module
interface SequencerModule {
  @Binds
  BlockListener listener(BlockNews news);

  @Provides
  static SequencerConfig config(final NodeConfig node) {
    return node.sequencer().orElseThrow();
  }

  @Provides
  @NodeScope
  static UnsafeLag unsafeLag(
      final StateStore store,
      final SequencerConfig config,
      final NodeStatus status,
      final Metrics metrics) {
    return new UnsafeLag(store, config.settlement(), status, metrics);
  }

  @Provides
  static Optional<UnsafeLag> perhapsLag(final NodeConfig node, final Provider<UnsafeLag> lag) {
    return node.sequencer().map(role -> lag.get());
  }

  @Provides
  @NodeScope
  static ForcedBatchTimeout timeout(final RollupTerms terms) {
    return new ForcedBatchTimeout(terms);
  }

  @Provides
  @NodeScope
  static L1Time l1Time(
      final L1Heads heads,
      final MonotonicMillis monotonic,
      final Clock clock,
      final NodeStatus status) {
    return new L1Time(heads::first, heads::middle, monotonic, clock, status);
  }

  @Provides
  static SequencerContext context(
      final ExecutionEngine engine,
      final StateStore store,
      final TransactionPool pool,
      final ChainConfig chain,
      final SequencerConfig config,
      final Clock clock,
      final Metrics metrics,
      final GasPriceView prices,
      final List<SliceListener> slices) {
    return new SequencerContext(
        engine, store, pool, chain, config, clock, metrics, prices::floor, slices);
  }

  @Provides
  @NodeScope
  static Sequencer sequencer(
      final SequencerContext context,
      final BuildGate gate,
      final UnsafeLag lag,
      final ForcedBatchTimeout timeout,
      final L1Time l1Time,
      final BlockListener listener) {
    return new Sequencer(
        context, gate::isOpen, lag::mayGrow, timeout, l1Time::latest, List.of(listener));
  }

  @Provides
  @NodeScope
  static SequencerWatchdog watchdog(
      final Sequencer sequencer,
      final ChainWriter writer,
      final BuildGate gate,
      final SequencerConfig config,
      final MonotonicMillis monotonic,
      final NodeStatus status) {
    return new SequencerWatchdog(
        () -> writer.exclusively(sequencer::step),
        gate::closedBecause,
        config.emptyBlockInterval(),
        monotonic,
        status);
  }

  @Provides
  @NodeScope
  static ForcedBatchBacklog backlog(
      final StateStore store,
      final SequencerConfig config,
      final ForcedBatchTimeout timeout,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    return new ForcedBatchBacklog(store, config, timeout, status, clock, metrics);
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> blocks(
      final NodeConfig node, final Provider<SequencerServices> services) {
    return node.sequencer().map(role -> services.get().all()).orElse(Set.of());
  }
}
