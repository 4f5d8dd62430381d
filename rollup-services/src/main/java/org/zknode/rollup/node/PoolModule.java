/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import java.time.Clock;
import java.util.Optional;
import org.zknode.rollup.config.NodeConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.AdmissionLimits;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionAdmission;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;

/** Where users' transactions go. */
@Module
final class PoolModule {
  private PoolModule() {}

  @Provides
  @NodeScope
  static Optional<TransactionPool> pool(final NodeConfig config, final Clock clock) {
    return config.database().poolUrl().isPresent()
        ? Optional.of(
            PgTransactionPool.open(
                config.database(),
                PoolModule.class.getClassLoader(),
                clock,
                PgTransactionPool.DEFAULT_MAX_PENDING))
        : Optional.empty();
  }

  @Provides
  @NodeScope
  static TransactionGateway gateway(
      final NodeConfig config, final ExecutionEngine engine, final Optional<TransactionPool> pool) {
    if (pool.isPresent()) {
      return new TransactionAdmission(
          pool.get(), engine, AdmissionLimits.cancun(config.chain().blockGasLimit()));
    }
    if (config.relayUrl().isPresent()) {
      return new RelayGateway(config.relayUrl().get());
    }
    return transaction -> {
      throw new PoolRejectedException(
          "this node takes no transactions: it has neither a pool database nor a relay URL");
    };
  }
}
