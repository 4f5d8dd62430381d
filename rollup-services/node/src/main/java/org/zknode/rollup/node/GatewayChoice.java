/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Optional;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionAdmission;
import org.zknode.rollup.pool.TransactionGateway;

/** Into the pool DB where there is one, else to the node that has one. */
final class GatewayChoice {
  private final NodeConfig config;
  private final Provider<TransactionAdmission> admission;
  private final Optional<RelayGateway> relay;

  @Inject
  GatewayChoice(
      final NodeConfig config,
      final Provider<TransactionAdmission> admission,
      final Optional<RelayGateway> relay) {
    this.config = config;
    this.admission = admission;
    this.relay = relay;
  }

  TransactionGateway gateway() {
    if (config.database().poolUrl().isPresent()) {
      return admission.get();
    }
    return relay.isPresent() ? relay.get() : GatewayChoice::refuse;
  }

  private static void refuse(final SignedTransaction transaction) throws PoolRejectedException {
    throw new PoolRejectedException(
        "this node takes no transactions: it has neither a pool database nor a relay URL");
  }
}
