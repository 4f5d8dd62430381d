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
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.aggregator.AggregatorPorts;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchRecordings;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** Provers and proofs. */
@Module
interface AggregatorModule {
  @Provides
  static AggregatorConfig config(final NodeConfig node) {
    return node.aggregator().orElseThrow();
  }

  @Provides
  static AggregatorPorts ports(
      final StateStore store,
      final ExitRoots exitRoots,
      final ExecutionEngine engine,
      final ChainConfig chain,
      final L1Client l1,
      final L1TransactionManager transactions,
      final NodeStatus status,
      final Metrics metrics,
      final Clock clock) {
    return new AggregatorPorts(
        store,
        exitRoots,
        new BatchRecordings(engine, store, chain)::of,
        l1,
        transactions,
        status,
        metrics,
        clock);
  }

  @Provides
  @NodeScope
  static Aggregator aggregator(
      final AggregatorConfig config,
      final ChainConfig chain,
      final L1Config l1,
      final NodeKeys keys,
      final ExecutionEngine engine,
      final AggregatorPorts ports) {
    return new Aggregator(
        config,
        chain,
        l1,
        keys.aggregator().orElseThrow(),
        engine.block(0).map(L2Block::stateRoot).orElseThrow(),
        ports);
  }

  @Provides
  static Optional<Aggregator> perhaps(
      final NodeConfig node, final Provider<Aggregator> aggregator) {
    return node.aggregator().map(role -> aggregator.get());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final Optional<Aggregator> aggregator, final BatchProgress progress) {
    aggregator.ifPresent(
        role -> {
          progress.onReached(BatchStage.VIRTUAL, role::wakeUp);
          progress.onReached(BatchStage.VERIFIED, role::wakeUp);
        });
    return aggregator
        .map(role -> Set.of(new RoleService(RoleService.SENDERS, role)))
        .orElse(Set.of());
  }
}
