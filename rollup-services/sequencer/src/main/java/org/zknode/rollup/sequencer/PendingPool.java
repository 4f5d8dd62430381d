/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * The pool's pending transactions in memory, brought up to date by what has changed. After a
 * failure, and from time to time, all are read again: a database that was switched over or restored
 * tells no changes. For one thread.
 */
final class PendingPool {
  /** After that all are read again. */
  static final Duration WHOLE_AGAIN = Duration.ofMinutes(10);

  private final TransactionPool pool;
  private final LongSupplier nanoTime;
  private final PendingSet pending = new PendingSet();

  /** Not in the pool any more when their bytes were wanted. */
  private final List<Bytes32> lost = new ArrayList<>();

  private Optional<String> token = Optional.empty();
  private long wholeAtNanos;

  PendingPool(final TransactionPool pool, final LongSupplier nanoTime) {
    this.pool = pool;
    this.nanoTime = nanoTime;
  }

  /**
   * @param taken what is in the open block, and pending in the pool DB until that is stored
   * @return all else that is pending; it stays as it is until the next call
   */
  PendingSet refreshed(final Set<Bytes32> taken) {
    final long now = nanoTime.getAsLong();
    if (now - wholeAtNanos >= WHOLE_AGAIN.toNanos()) {
      forget();
    }
    final PendingChanges changes = pool.changes(token);
    if (changes.whole()) {
      pending.clear();
      wholeAtNanos = now;
    }
    lost.forEach(pending::remove);
    lost.clear();
    changes.gone().forEach(pending::remove);
    changes.pending().stream()
        .filter(candidate -> !taken.contains(candidate.hash()))
        .forEach(pending::put);
    taken.forEach(pending::remove);
    token = Optional.of(changes.token());
    return pending;
  }

  /** The next call of {@link #refreshed} reads all; for who gave up an open block, too. */
  void forget() {
    token = Optional.empty();
  }

  /**
   * What {@code read} leaves out is not pending after the next refresh, unless it is told then.
   *
   * @param read transactions by hash
   */
  Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> noticing(
      final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> read) {
    return rows -> {
      final Map<Bytes32, DecodedTransaction> found = read.apply(rows);
      rows.stream()
          .map(Candidate::hash)
          .filter(hash -> !found.containsKey(hash))
          .forEach(lost::add);
      return found;
    };
  }
}
