/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.HeadTracker;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.state.ChangeWatch;
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

  private final ChangeWatch rows;

  /** As they are stored while no row changes: this process is the only one that writes them. */
  private Known known = new Known(Set.of(), List.of(), List.of());

  /**
   * @param newest of each owner
   * @param mined those of our accounts that a reorg may have taken
   */
  private record Known(
      Set<String> owners, List<MonitoredTransaction> newest, List<MonitoredTransaction> mined) {}

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
    this.rows = ChangeWatch.ofRows(store);
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
    if (!rows.isQuiet() || !known.owners().equals(owners)) {
      rows.begin();
      known = read(Set.copyOf(owners), accounts, head.number());
      rows.foundNothing();
    }
    known.newest().forEach(row -> look(row, head));
    // However many there are: a nonce that is free again tells of each.
    for (final Address account : accounts) {
      final long nonce = l1.minedNonce(account);
      known.mined().stream()
          .filter(row -> row.from().equals(account) && row.nonce().orElseThrow() >= nonce)
          .forEach(row -> look(row, head));
    }
    due = false;
  }

  private Known read(final Set<String> owners, final Set<Address> accounts, final long head) {
    final long since = Long.max(0, head - L1ReorgDetector.REORG_DEPTH);
    return store.read(
        tx ->
            new Known(
                owners,
                owners.stream()
                    .flatMap(
                        owner -> tx.monitoredTransactions().ofOwner(owner, TRANSACTIONS).stream())
                    .filter(row -> accounts.contains(row.from()))
                    .toList(),
                accounts.stream()
                    .flatMap(
                        account -> tx.monitoredTransactions().minedFrom(account, 0, since).stream())
                    .toList()));
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
