/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.service.TemporaryException;

/** Tells whether a transaction that was sent waits for one that nobody has sent. */
final class MissingNonce {
  private static final Logger LOG = LoggerFactory.getLogger(MissingNonce.class);

  private final ExecutionEngine engine;
  private final PendingTransactions pending;

  /**
   * @param pending with the transaction itself in it
   */
  MissingNonce(final ExecutionEngine engine, final PendingTransactions pending) {
    this.engine = engine;
    this.pending = pending;
  }

  /**
   * What the transaction waits for, in one sentence; empty when nothing is known to be missing.
   *
   * @param transaction that the host took
   */
  Optional<String> before(final SignedTransaction transaction) {
    try {
      return missing(transaction);
    } catch (final TemporaryException e) {
      LOG.debug("it is not known whether a nonce is missing", e);
      return Optional.empty();
    }
  }

  private Optional<String> missing(final SignedTransaction transaction) {
    final Address sender = transaction.sender();
    final long latest = engine.account(sender).nonce();
    if (transaction.nonce() <= latest) {
      return Optional.empty();
    }
    // Only now is the pool DB, or the main node, asked.
    final long next = pending.nextNonce(sender, latest);
    return next <= transaction.nonce()
        ? Optional.of(
            "nonce %d of %s is missing before its nonce %d"
                .formatted(next, sender, transaction.nonce()))
        : Optional.empty();
  }
}
