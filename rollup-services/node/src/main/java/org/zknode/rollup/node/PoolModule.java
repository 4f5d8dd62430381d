/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.AdmissionLimits;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.GasPriceSuggester;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.ListEnforcement;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.RelayLimits;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.pool.TransactionAdmission;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.sequencer.UnsafeLag;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.state.StateStore;

/** Where users' transactions go. */
@Module
final class PoolModule {
  private PoolModule() {}

  @Provides
  @NodeScope
  static Optional<PgTransactionPool> pgPool(final NodeConfig config, final Clock clock) {
    return config.database().poolUrl().isPresent()
        ? Optional.of(
            PgTransactionPool.open(
                config.database(),
                PoolModule.class.getClassLoader(),
                clock,
                config.pool().maxPending(),
                config.pool().quota()))
        : Optional.empty();
  }

  @Provides
  @NodeScope
  static Optional<TransactionPool> pool(
      final Optional<PgTransactionPool> pool, final PortDecorator ports) {
    return pool.map(present -> ports.decorate(TransactionPool.class, present));
  }

  @Provides
  @NodeScope
  static Optional<SenderLists> senderLists(
      final NodeConfig config, final Optional<PgTransactionPool> pool) {
    return pool.map(present -> new SenderLists(config.pool().allowList(), present.senderLists()));
  }

  @Provides
  @NodeScope
  static Optional<GasPriceView> gasPrices(
      final NodeConfig config, final Optional<PgTransactionPool> pool, final Clock clock) {
    return pool.map(
        present -> new GasPriceView(config.pool().gasPrice(), present.gasPrices(), clock));
  }

  @Provides
  @NodeScope
  static Optional<RelayGateway> relay(final NodeConfig config, final Metrics metrics) {
    return config.database().poolUrl().isPresent() || config.relayUrls().isEmpty()
        ? Optional.empty()
        : Optional.of(new RelayGateway(config.relayUrls(), RelayLimits.DEFAULT, metrics));
  }

  @Provides
  @NodeScope
  static PendingTransactions pending(
      final NodeConfig config,
      final Optional<PgTransactionPool> pool,
      final Optional<RelayGateway> relay) {
    return pool.map(present -> present.pending(config.chain().l2ChainId()))
        .or(() -> relay.map(RelayGateway::pending))
        .orElseGet(PendingTransactions::none);
  }

  @Provides
  @NodeScope
  static Optional<TransactionInquiry> inquiry(
      final ExecutionEngine engine,
      final Optional<PgTransactionPool> pool,
      final Optional<GasPriceView> prices) {
    return pool.map(
        present -> new TransactionInquiry(present, engine, prices.orElseThrow()::floor));
  }

  @Provides
  @NodeScope
  static TransactionGateway gateway(
      final NodeConfig config,
      final ExecutionEngine engine,
      final Optional<TransactionPool> pool,
      final Optional<SenderLists> senders,
      final Optional<GasPriceView> prices,
      final Optional<RelayGateway> relay,
      final Optional<UnsafeLag> lag,
      final Clock clock,
      final Metrics metrics) {
    if (pool.isPresent()) {
      return new TransactionAdmission(
          pool.get(),
          engine,
          AdmissionLimits.prague(config.chain().blockGasLimit(), config.pool()),
          senders.orElseThrow(),
          prices.orElseThrow()::floor,
          config.batchResources().perBatch(),
          () -> lag.flatMap(UnsafeLag::refusal),
          clock,
          metrics);
    }
    if (relay.isPresent()) {
      return relay.get();
    }
    return transaction -> {
      throw new PoolRejectedException(
          "this node takes no transactions: it has neither a pool database nor a relay URL");
    };
  }

  /** What every node with a pool DB does, and what only the main node does for all of them. */
  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig config,
      final ExecutionEngine engine,
      final Optional<PgTransactionPool> pool,
      final Optional<TransactionPool> shared,
      final Optional<SenderLists> senders,
      final Optional<GasPriceView> prices,
      final Optional<RelayGateway> relay,
      final StateStore store,
      final L1Client l1,
      final PortDecorator ports,
      final Clock clock,
      final Metrics metrics,
      final ServiceLoops loops) {
    if (relay.isPresent()) {
      return Set.of(
          service(
              loops.everyAlsoOnStandby(
                  config.pool().gasPrice().updateInterval(),
                  "gas-prices",
                  () -> engine.suggestGasPrice(relay.get().gasPrice()))));
    }
    if (pool.isEmpty()) {
      return Set.of();
    }
    final Set<RoleService> services = new HashSet<>();
    services.add(
        service(
            loops.everyAlsoOnStandby(
                config.pool().listsInterval(),
                "pool-lists",
                config.isMainNode()
                    ? new ListEnforcement(shared.get(), senders.get(), metrics)::step
                    : senders.get()::refresh)));
    services.add(
        service(
            loops.everyAlsoOnStandby(
                config.pool().gasPrice().refreshInterval(),
                "gas-prices",
                () -> {
                  prices.get().refresh();
                  engine.suggestGasPrice(prices.get().named());
                })));
    if (config.isMainNode()) {
      final PoolMaintenance maintenance =
          new PoolMaintenance(
              ports.decorate(PoolMaintenance.Rows.class, pool.get()),
              store,
              config.pool(),
              clock,
              metrics);
      services.add(
          service(loops.every(config.pool().expiryInterval(), "pool-expiry", maintenance::expire)));
      services.add(
          service(
              loops.every(config.pool().cleanupInterval(), "pool-cleanup", maintenance::cleanUp)));
      if (config.pool().gasPrice().suggester() != GasPriceConfig.Suggester.OFF) {
        final GasPriceSuggester suggester =
            new GasPriceSuggester(
                config.pool().gasPrice(),
                l1::gasPrice,
                ports.decorate(GasPrices.class, pool.get().gasPrices()),
                clock);
        services.add(
            service(
                loops.every(
                    config.pool().gasPrice().updateInterval(),
                    "gas-price-suggester",
                    suggester::step)));
      }
    }
    return services;
  }

  private static RoleService service(final Service loop) {
    return new RoleService(RoleService.NETWORK, loop);
  }
}
