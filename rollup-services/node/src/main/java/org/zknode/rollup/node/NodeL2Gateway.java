/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.l2.L2Gateway;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionFates;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.pool.TransactionFates.Status;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.service.TemporaryException;

/** The way that users' transactions take, for the bridge's own. */
final class NodeL2Gateway implements L2Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(NodeL2Gateway.class);

  private static final Set<Status> DEAD = Set.of(Status.FAILED, Status.INVALID);

  private final TransactionGateway gateway;
  private final PendingTransactions pending;
  private final Optional<RelayGateway> relay;
  private final Provider<GasPriceView> prices;
  private final Provider<TransactionFates> fates;

  @Inject
  NodeL2Gateway(
      final TransactionGateway gateway,
      final PendingTransactions pending,
      final Optional<RelayGateway> relay,
      final Provider<GasPriceView> prices,
      final Provider<TransactionFates> fates) {
    this.gateway = gateway;
    this.pending = pending;
    this.relay = relay;
    this.prices = prices;
    this.fates = fates;
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
  public boolean isDead(final Bytes32 hash) {
    if (relay.isEmpty()) {
      return fates.get().fate(hash).map(Fate::status).filter(DEAD::contains).isPresent();
    }
    try {
      return relay.get().transactionStatus(hash) instanceof final Map<?, ?> answer
          && DEAD.stream()
              .map(status -> status.name().toLowerCase(Locale.ROOT))
              .anyMatch(status -> status.equals(answer.get("status")));
    } catch (final TemporaryException e) {
      // It may be a node without that method.
      LOG.debug("what became of {} is not known: {}", hash, e.getMessage());
      return false;
    }
  }

  @Override
  public BigInteger gasPrice() {
    return relay.isPresent() ? relay.get().gasPrice() : prices.get().named();
  }
}
