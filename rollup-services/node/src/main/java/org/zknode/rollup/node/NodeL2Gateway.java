/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.math.BigInteger;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.l2.L2Gateway;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionGateway;

/** The way that users' transactions take, for the bridge's own. */
final class NodeL2Gateway implements L2Gateway {
  private final TransactionGateway gateway;
  private final PendingTransactions pending;
  private final Optional<RelayGateway> relay;
  private final Provider<GasPriceView> prices;

  @Inject
  NodeL2Gateway(
      final TransactionGateway gateway,
      final PendingTransactions pending,
      final Optional<RelayGateway> relay,
      final Provider<GasPriceView> prices) {
    this.gateway = gateway;
    this.pending = pending;
    this.relay = relay;
    this.prices = prices;
  }

  @Override
  public void submit(final SignedTransaction transaction) throws RefusedException {
    try {
      gateway.submit(transaction);
    } catch (final PoolRejectedException e) {
      if (e.reason() != RefusalReason.ALREADY_KNOWN) {
        throw new RefusedException(refusal(e.reason()), e.getMessage());
      }
    }
  }

  /** A call that is refused for its bytes or its execution is so again; the rest passes. */
  private static Refusal refusal(final RefusalReason reason) {
    return switch (reason) {
      case REPLACEMENT_UNDERPRICED -> Refusal.UNDERPRICED;
      case EXCEEDS_BATCH,
          OVERSIZED_DATA,
          DATA_TOO_LONG,
          INIT_CODE_TOO_LONG,
          INTRINSIC_GAS_TOO_LOW,
          FLOOR_GAS_TOO_LOW,
          EXCEEDS_BLOCK_GAS_LIMIT ->
          Refusal.UNFIT;
      default -> Refusal.NOT_NOW;
    };
  }

  @Override
  public long nextNonce(final Address sender, final long latest) {
    return pending.nextNonce(sender, latest);
  }

  @Override
  public BigInteger gasPrice() {
    return relay.isPresent() ? relay.get().gasPrice() : prices.get().named();
  }
}
