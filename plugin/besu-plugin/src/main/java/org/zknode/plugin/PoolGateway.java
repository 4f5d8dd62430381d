/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hyperledger.besu.datatypes.Transaction;
import org.hyperledger.besu.plugin.services.txvalidator.PluginTransactionPoolValidator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.plugin.besu.BesuPool;
import org.zknode.plugin.besu.BesuTransactions;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.InFlight;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionGateway;

/**
 * Sends each transaction that Besu's pool is about to take through the node's gateway first, so
 * that {@code eth_sendRawTransaction} acknowledges nothing that is not stored durably or relayed.
 * The text of a refusal becomes the JSON-RPC message.
 */
final class PoolGateway implements PluginTransactionPoolValidator {
  private static final Logger LOG = LoggerFactory.getLogger(PoolGateway.class);

  /**
   * Besu has 20 threads for JSON-RPC; whatever a transaction waits for, the rest of them stays free
   * for reads.
   */
  static final int MAX_WAITING = 10;

  /**
   * @param takesGossip whether transactions from peers count too: true on the main node
   * @param relays whether they go to another node, which has the pool DB
   */
  record Active(TransactionGateway gateway, BesuPool pool, boolean takesGossip, boolean relays) {}

  private final InFlight waiting = new InFlight(MAX_WAITING, InFlight.SHORT_WAIT);

  private final AtomicReference<Optional<Active>> active = new AtomicReference<>(Optional.empty());
  private final Metrics.Counter refusedGossip;
  private volatile boolean required;

  PoolGateway(final Metrics metrics) {
    refusedGossip =
        metrics.counter(
            "gossip_transactions_refused_total", "Transactions from peers that were not taken");
  }

  /** From now on nothing is acknowledged without a gateway: a role is enabled. */
  void require() {
    required = true;
  }

  void open(final Active opened) {
    active.set(Optional.of(opened));
  }

  void close() {
    active.set(Optional.empty());
  }

  @Override
  public Optional<String> validateTransaction(
      final Transaction transaction, final boolean isLocal, final boolean hasPriority) {
    if (!required) {
      return Optional.empty();
    }
    final Optional<Active> current = active.get();
    if (current.isEmpty()) {
      return Optional.of("the node does not take transactions yet");
    }
    if (current.get().pool().isMirrored(transaction)) {
      return Optional.empty();
    }
    if (isLocal) {
      return submit(current.get(), transaction);
    }
    if (!current.get().takesGossip()) {
      // The main node gossips a relayed transaction back at once. Were it in the pool here before
      // the user's own call is, Besu would answer that call with "Known transaction".
      return Optional.of("this node takes transactions over its own JSON-RPC only");
    }
    final Optional<String> refusal = submit(current.get(), transaction);
    refusal.ifPresent(reason -> refusedGossip.increment());
    return refusal;
  }

  private Optional<String> submit(final Active current, final Transaction transaction) {
    if (!waiting.enter()) {
      return Optional.of(
          "this node is busy: %d transactions wait to be stored; this one was not taken, try again"
              .formatted(waiting.limit()));
    }
    try {
      final SignedTransaction signed = BesuTransactions.signed(transaction);
      final Optional<String> refusal = current.pool().refusal(signed, current.relays());
      if (refusal.isEmpty()) {
        store(current, signed);
        current.pool().makeWay(signed);
      }
      return refusal;
    } catch (final PoolRejectedException | TransactionDecodeException e) {
      return Optional.of(e.getMessage());
    } catch (final RuntimeException | Error e) {
      LOG.warn("A transaction could not be stored", e);
      return Optional.of("the transaction could not be stored: " + e.getMessage());
    } finally {
      waiting.leave();
    }
  }

  private static void store(final Active current, final SignedTransaction signed)
      throws PoolRejectedException {
    final boolean expected = !current.relays() && current.pool().expect(signed);
    boolean stored = false;
    try {
      current.gateway().submit(signed);
      stored = true;
    } finally {
      // Refusals are free: they must not be remembered.
      if (expected && !stored) {
        current.pool().forget(signed);
      }
    }
  }
}
