/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.AggregatorPorts;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** Provers and proofs. */
@Module
final class AggregatorModule {
  private AggregatorModule() {}

  @Provides
  @NodeScope
  static Optional<Aggregator> aggregator(
      final NodeConfig node,
      final ExecutionEngine engine,
      final StateStore store,
      final L1Client l1,
      final L1TransactionManager manager,
      final NodeStatus status,
      final Metrics metrics,
      final Clock clock) {
    return node.aggregator()
        .map(
            config ->
                new Aggregator(
                    config,
                    node.chain(),
                    node.l1(),
                    PrivateKey.fromFile(config.keyFile()).address(),
                    engine.block(0).map(L2Block::stateRoot).orElseThrow(),
                    new AggregatorPorts(store, l1, manager, status, metrics, clock)));
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(final Optional<Aggregator> aggregator) {
    return aggregator
        .map(role -> Set.of(new RoleService(RoleService.SENDERS, role)))
        .orElse(Set.of());
  }
}
