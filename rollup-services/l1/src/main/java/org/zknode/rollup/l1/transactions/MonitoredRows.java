/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.RevertListener;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;

/** Stores each step of an L1 transaction, and forgets what was remembered of one that is over. */
final class MonitoredRows {
  private static final Logger LOG = LoggerFactory.getLogger(MonitoredRows.class);

  private final StateStore store;
  private final SendTimers timers;
  private final LostTransactions<TransactionKey> lost;
  private final RefusalReport report;
  private final Metrics.Counter failed;
  private RevertListener reverts = (transaction, reason) -> {};
  private volatile Runnable whenMined = () -> {};

  MonitoredRows(
      final StateStore store,
      final SendTimers timers,
      final LostTransactions<TransactionKey> lost,
      final RefusalReport report,
      final Metrics metrics) {
    this.store = store;
    this.timers = timers;
    this.lost = lost;
    this.report = report;
    this.failed = metrics.counter("l1_transactions_failed", "L1 transactions that failed");
  }

  void onRevert(final RevertListener listener) {
    reverts = listener;
  }

  void onMined(final Runnable wake) {
    whenMined = wake;
  }

  MonitoredTransaction save(final MonitoredTransaction row, final SendRound round) {
    store.update(tx -> tx.monitoredTransactions().update(row));
    round.changed(row);
    if (row.l1Block().isPresent()) {
      whenMined.run();
    }
    return row;
  }

  /** As it is stored now, for a transaction that was finished when the round began. */
  Optional<MonitoredTransaction> find(final TransactionKey key) {
    return store.read(tx -> tx.monitoredTransactions().find(key.owner(), key.id()));
  }

  void confirmed(final MonitoredTransaction row, final long l1Block, final SendRound round) {
    forget(row);
    save(MonitoredSteps.with(row, Status.CONFIRMED, Optional.of(l1Block), Optional.empty()), round);
    LOG.info("L1 transaction {} confirmed in block {}", TransactionKey.of(row), l1Block);
  }

  /** The contracts do not take the call, in the dry run or on chain. */
  void reverted(
      final MonitoredTransaction row,
      final Optional<Long> l1Block,
      final String reason,
      final SendRound round) {
    fail(row, l1Block, reason, round);
    reverts.onRevert(row, reason);
  }

  void fail(
      final MonitoredTransaction row,
      final Optional<Long> l1Block,
      final String reason,
      final SendRound round) {
    LOG.warn("L1 transaction {} failed: {}", TransactionKey.of(row), reason);
    failed.increment();
    forget(row);
    save(MonitoredSteps.with(row, Status.FAILED, l1Block, Optional.of(reason)), round);
  }

  /** What is known of earlier sends counts no more. */
  void forget(final MonitoredTransaction row) {
    timers.forget(TransactionKey.of(row));
    lost.forget(TransactionKey.of(row));
    report.clear(TransactionKey.of(row));
  }
}
