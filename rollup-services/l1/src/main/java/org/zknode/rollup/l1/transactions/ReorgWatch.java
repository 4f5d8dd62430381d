/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.HeadTracker;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;

/**
 * Finished transactions whose block an L1 reorg took become unfinished again, so that they are sent
 * again. For one thread.
 */
final class ReorgWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ReorgWatch.class);

  /** Finished transactions per owner that are looked at again. */
  private static final int TRANSACTIONS = 16;

  private final StateStore store;
  private final L1Client l1;
  private final Function<MonitoredTransaction, Optional<L1Client.Receipt>> receipts;
  private final HeadTracker heads;

  /** A reorg was noticed, and not everything has been looked at since. */
  private boolean due;

  /**
   * @param heads notices reorgs
   * @param receipts of any hash of a transaction, on L1 as it is now
   */
  ReorgWatch(
      final StateStore store,
      final L1Client l1,
      final HeadTracker heads,
      final Function<MonitoredTransaction, Optional<L1Client.Receipt>> receipts) {
    this.store = store;
    this.l1 = l1;
    this.heads = heads;
    this.receipts = receipts;
  }

  /**
   * Looks at each head of L1 after a reorg, until what it may have taken is settled.
   *
   * @param accounts whose transactions are ours to send
   */
  void look(final L1BlockRef head, final Set<String> owners, final Set<Address> accounts) {
    due |= heads.follow(head);
    if (!due) {
      return;
    }
    for (final String owner : owners) {
      store.read(tx -> tx.monitoredTransactions().ofOwner(owner, TRANSACTIONS)).stream()
          .filter(row -> accounts.contains(row.from()))
          .forEach(row -> look(row, head));
    }
    // However many there are: a nonce that is free again tells of each.
    for (final Address account : accounts) {
      final long nonce = l1.minedNonce(account);
      final long since = Long.max(0, head.number() - L1ReorgDetector.REORG_DEPTH);
      store
          .read(tx -> tx.monitoredTransactions().minedFrom(account, nonce, since))
          .forEach(row -> look(row, head));
    }
    due = false;
  }

  private void look(final MonitoredTransaction row, final L1BlockRef head) {
    final boolean recent =
        row.l1Block().filter(block -> !L1ReorgDetector.isSettled(block, head.number())).isPresent();
    final boolean finished = row.status() == Status.CONFIRMED || row.status() == Status.FAILED;
    if (finished && recent && receipts.apply(row).isEmpty()) {
      LOG.warn(
          "L1 transaction {} {} left the chain in a reorg, sending it again",
          row.owner(),
          row.id());
      reopen(row);
    }
  }

  /** No effect when a caller has submitted it anew in the meantime. */
  private void reopen(final MonitoredTransaction seen) {
    store.update(
        tx -> {
          final StateStore.MonitoredTransactions rows = tx.monitoredTransactions();
          if (rows.find(seen.owner(), seen.id()).filter(seen::equals).isPresent()) {
            rows.update(MonitoredSteps.with(seen, Status.SENT, Optional.empty(), Optional.empty()));
          }
        });
  }
}
