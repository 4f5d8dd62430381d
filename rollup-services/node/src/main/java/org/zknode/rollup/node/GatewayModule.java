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
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.AdmissionLimits;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.MeasuredGateway;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.RelayLimits;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.pool.TransactionAdmission;
import org.zknode.rollup.pool.TransactionFates;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.pool.TransactionLatency;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.sequencer.UnsafeLag;

/** Where users' transactions go, and what is known of them. */
@Module
interface GatewayModule {
  @Binds
  TransactionFates fates(PgTransactionPool pool);

  @Provides
  @NodeScope
  static RelayGateway relay(
      final NodeConfig node, final Metrics metrics, final OpenResources open) {
    return open.add(
        new RelayGateway(node.relayUrls(), RelayLimits.DEFAULT, metrics), RelayGateway::close);
  }

  @Provides
  static Optional<RelayGateway> perhapsRelay(
      final NodeConfig node, final Provider<RelayGateway> relay) {
    return node.database().poolUrl().isPresent() || node.relayUrls().isEmpty()
        ? Optional.empty()
        : Optional.of(relay.get());
  }

  @Provides
  @NodeScope
  static PendingTransactions pending(
      final NodeConfig node,
      final Provider<PgTransactionPool> pool,
      final Optional<RelayGateway> relay) {
    return node.database()
        .poolUrl()
        .map(url -> pool.get().pending(node.chain().l2ChainId()))
        .or(() -> relay.map(RelayGateway::pending))
        .orElseGet(PendingTransactions::none);
  }

  @Provides
  @NodeScope
  static TransactionInquiry inquiry(
      final TransactionFates fates, final ExecutionEngine engine, final GasPriceView prices) {
    return new TransactionInquiry(fates, engine, prices::floor);
  }

  @Provides
  static Optional<TransactionInquiry> perhapsInquiry(
      final NodeConfig node, final Provider<TransactionInquiry> inquiry) {
    return node.database().poolUrl().map(url -> inquiry.get());
  }

  @Provides
  @NodeScope
  static TransactionAdmission admission(
      final NodeConfig node,
      final TransactionPool pool,
      final ExecutionEngine engine,
      final SenderLists senders,
      final GasPriceView prices,
      final Optional<UnsafeLag> lag,
      final Clock clock,
      final Metrics metrics) {
    return new TransactionAdmission(
        pool,
        engine,
        AdmissionLimits.prague(node.chain().blockGasLimit(), node.pool()),
        senders,
        prices::floor,
        node.batchResources().perBatch(),
        () -> lag.flatMap(UnsafeLag::refusal),
        clock,
        metrics);
  }

  @Provides
  @NodeScope
  static TransactionGateway gateway(final GatewayChoice choice, final TransactionLatency latency) {
    return new MeasuredGateway(choice.gateway(), latency);
  }

  @Provides
  @NodeScope
  static TransactionLatency latency(final Metrics metrics) {
    return new TransactionLatency(metrics);
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> relayServices(
      final Optional<RelayGateway> relay,
      final PoolConfig config,
      final ExecutionEngine engine,
      final ServiceLoops loops) {
    return relay
        .map(gateway -> PoolServices.ofRelay(gateway, config, engine, loops))
        .orElse(Set.of());
  }
}
