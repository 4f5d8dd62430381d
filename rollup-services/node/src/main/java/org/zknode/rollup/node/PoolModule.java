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
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.GasPriceSuggester;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.ListEnforcement;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.state.StateStore;

/**
 * The pool DB, for nodes that have one: others are put together without asking for it, so each who
 * can do without asks through a {@link Provider}.
 */
@Module
interface PoolModule {
  @Provides
  static PoolConfig config(final NodeConfig node) {
    return node.pool();
  }

  @Provides
  static GasPriceConfig gasPriceConfig(final PoolConfig config) {
    return config.gasPrice();
  }

  @Provides
  @NodeScope
  static PgTransactionPool pgPool(
      final NodeConfig node, final Clock clock, final OpenResources open, final Metrics metrics) {
    return open.add(
        PgTransactionPool.open(
            node.database(),
            PoolModule.class.getClassLoader(),
            clock,
            node.pool().maxPending(),
            node.pool().quota(),
            metrics),
        PgTransactionPool::close);
  }

  @Provides
  static Optional<TransactionPool> pool(
      final NodeConfig node, final Provider<TransactionPool> pool) {
    return node.database().poolUrl().map(url -> pool.get());
  }

  @Provides
  @NodeScope
  static SenderLists senderLists(final PoolConfig config, final PgTransactionPool pool) {
    return new SenderLists(config.allowList(), pool.senderLists());
  }

  @Provides
  @NodeScope
  static GasPriceView gasPriceView(
      final GasPriceConfig config, final PgTransactionPool pool, final Clock clock) {
    return new GasPriceView(config, pool.gasPrices(), clock);
  }

  @Provides
  @NodeScope
  static ListEnforcement enforcement(
      final TransactionPool pool, final SenderLists lists, final Metrics metrics) {
    return new ListEnforcement(pool, lists, metrics);
  }

  @Provides
  @NodeScope
  static PoolMaintenance maintenance(
      final PoolMaintenance.Rows rows,
      final StateStore store,
      final PoolConfig config,
      final Clock clock,
      final Metrics metrics) {
    return new PoolMaintenance(rows, store, config, clock, metrics);
  }

  @Provides
  @NodeScope
  static GasPriceSuggester suggester(
      final GasPriceConfig config, final L1Client l1, final GasPrices prices, final Clock clock) {
    return new GasPriceSuggester(config, l1::gasPrice, prices, clock);
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> poolServices(
      final NodeConfig node, final Provider<PoolServices> services) {
    return node.database().poolUrl().map(url -> services.get().all()).orElse(Set.of());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> mainPoolServices(
      final NodeConfig node, final Provider<MainPoolServices> services) {
    return node.isMainNode() && node.database().poolUrl().isPresent()
        ? services.get().all()
        : Set.of();
  }
}
