/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Puts out of the pool what the operator's lists have come to forbid since it was taken, by
 * whichever node. Run by the main node, by one thread.
 */
public final class ListEnforcement {
  /** Transactions whose bytes are read at once: at most some megabytes. */
  private static final int PAGE = 100;

  /** Positions that are looked at again: one may become visible after a higher one. */
  private static final int OUT_OF_ORDER = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ListEnforcement.class);

  private final TransactionPool pool;
  private final SenderLists lists;
  private final ListRules rules;
  private final Metrics.Counter removed;
  private Optional<SenderLists.Lists> checkedWith = Optional.empty();
  private long checkedUpTo;

  public ListEnforcement(
      final TransactionPool pool, final SenderLists lists, final Metrics metrics) {
    this.pool = pool;
    this.lists = lists;
    this.rules = new ListRules(lists);
    this.removed =
        metrics.counter(
            "pool_transactions_listed_total",
            "Pending transactions that the operator's lists put out of the pool");
  }

  /**
   * Reads the lists again and applies them to what is pending: to all of it when they changed, else
   * to what is new.
   *
   * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached
   */
  public void step() {
    lists.refresh();
    final SenderLists.Lists current = lists.current();
    if (!lists.anyInForce()) {
      checkedWith = Optional.empty();
      return;
    }
    final long from =
        checkedWith.filter(current::equals).isPresent() ? checkedUpTo - OUT_OF_ORDER : 0;
    final List<Candidate> unchecked =
        pool.candidates().stream().filter(candidate -> candidate.position() > from).toList();
    for (int start = 0; start < unchecked.size(); start += PAGE) {
      check(unchecked.subList(start, Math.min(unchecked.size(), start + PAGE)));
    }
    checkedUpTo = unchecked.stream().mapToLong(Candidate::position).max().orElse(checkedUpTo);
    checkedWith = Optional.of(current);
  }

  private void check(final List<Candidate> page) {
    final Map<Bytes32, Bytes> bytes = pool.load(page.stream().map(Candidate::hash).toList());
    for (final Candidate candidate : page) {
      final Bytes raw = bytes.get(candidate.hash());
      if (raw != null) {
        rules
            .refusal(SignedTransaction.decode(raw, candidate.sender()))
            .ifPresent(reason -> remove(candidate, reason));
      }
    }
  }

  private void remove(final Candidate candidate, final RefusalReason reason) {
    final String text = reason.with().getMessage();
    LOG.info("transaction {} is put out of the pool: {}", candidate.hash(), text);
    pool.markFailed(candidate.hash(), text);
    removed.increment();
  }
}
