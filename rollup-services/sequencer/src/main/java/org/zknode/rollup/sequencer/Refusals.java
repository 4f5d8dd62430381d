/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.TransactionPool.Dead;
import org.zknode.rollup.sequencer.Selection.Refused;

/** Transactions that can never be included: the pool's rows get the reason, the log a few lines. */
final class Refusals {
  /** Lines for one block: strangers cause them. */
  private static final int LINES_PER_BLOCK = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final TransactionPool pool;
  private final Metrics.Counter refused;

  Refusals(final TransactionPool pool, final Metrics metrics) {
    this.pool = pool;
    this.refused =
        metrics.counter(
            "sequencer_transactions_failed_total", "Pool transactions that can never be included");
  }

  void refuse(final List<Refused> transactions) {
    if (transactions.isEmpty()) {
      return;
    }
    final List<Dead> dead = new ArrayList<>();
    for (final Refused transaction : transactions) {
      if (dead.size() < LINES_PER_BLOCK) {
        LOG.info(
            "transaction {} can never be included: {}", transaction.hash(), transaction.reason());
      }
      dead.add(new Dead(transaction.hash(), transaction.reason(), transaction.oversized()));
    }
    if (dead.size() > LINES_PER_BLOCK) {
      LOG.info(
          "{} more transactions can never be included; the pool's rows have the reasons",
          dead.size() - LINES_PER_BLOCK);
    }
    pool.giveUp(dead);
    refused.add(dead.size());
  }
}
