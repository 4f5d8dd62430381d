/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.database.CommitInDoubtException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.service.TemporaryException;

/**
 * Stores what callers on many threads bring at the same time with one statement, so that a commit
 * (which waits for the disk) is shared. The caller that comes first writes for those that wait; a
 * lone caller waits for nobody.
 */
final class InsertCombiner {
  /** Transactions per statement: enough to share a commit, few enough to answer soon. */
  static final int MAX_BATCH = 256;

  /** Raw bytes per statement; one transaction has up to 100 kB. */
  static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

  /** Callers that wait; beyond, the database is far too slow to wait for. */
  static final int MAX_WAITING = 8192;

  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean writing = new AtomicBoolean();
  private final Function<List<NewTransactions.Row>, List<Optional<RefusalReason>>> store;

  /** Its answer is written before the signal is given. */
  private static final class Waiting {
    private final NewTransactions.Row row;

    /** Given when the answer is there, or when it is this caller's turn to write. */
    private final Semaphore signal = new Semaphore(0);

    private Optional<RefusalReason> refusal = Optional.empty();
    private RuntimeException failure;
    private volatile boolean done;

    Waiting(final NewTransactions.Row row) {
      this.row = row;
    }

    void finish() {
      done = true;
      signal.release();
    }

    SignedTransaction transaction() {
      return row.transaction();
    }
  }

  /**
   * @param store stores all of them or throws; answers for each why it is not stored
   */
  InsertCombiner(final Function<List<NewTransactions.Row>, List<Optional<RefusalReason>>> store) {
    this.store = store;
  }

  /**
   * Returns when the transaction is stored.
   *
   * @return why it is not
   * @throws TemporaryException the database cannot be reached, or too many wait for it
   */
  Optional<RefusalReason> add(final NewTransactions.Row row) {
    final Waiting own = new Waiting(row);
    if (!queue.offer(own)) {
      throw new TemporaryException(
          "pool DB: %d transactions wait to be stored already".formatted(MAX_WAITING));
    }
    while (!own.done) {
      if (writing.compareAndSet(false, true)) {
        try {
          writeSome();
        } finally {
          writing.set(false);
          // One that came while this wrote would wait for nobody.
          final Waiting next = queue.peek();
          if (next != null) {
            next.signal.release();
          }
        }
      } else {
        own.signal.acquireUninterruptibly();
      }
    }
    if (own.failure != null) {
      throw own.failure;
    }
    return own.refusal;
  }

  private void writeSome() {
    final List<Waiting> batch = new ArrayList<>();
    final List<Waiting> repeated = new ArrayList<>();
    final Set<Bytes32> hashes = new HashSet<>();
    int bytes = 0;
    while (batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
      final Waiting next = queue.poll();
      if (next == null) {
        break;
      }
      if (hashes.add(next.transaction().hash())) {
        batch.add(next);
        bytes += next.transaction().raw().size();
      } else {
        repeated.add(next);
      }
    }
    try {
      final List<Optional<RefusalReason>> refusals =
          store.apply(batch.stream().map(waiting -> waiting.row).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).refusal = refusals.get(i);
      }
      repeated.forEach(waiting -> waiting.refusal = Optional.of(RefusalReason.ALREADY_KNOWN));
    } catch (final CommitInDoubtException e) {
      fail(batch, e);
      fail(repeated, e);
      refuseWaiting(e);
    } catch (final RuntimeException e) {
      fail(batch, e);
      fail(repeated, e);
    } catch (final Error e) {
      // Without a failure of their own the others would take theirs for stored.
      final RuntimeException why = new IllegalStateException("not stored: " + e, e);
      fail(batch, why);
      fail(repeated, why);
      throw e;
    } finally {
      batch.forEach(Waiting::finish);
      repeated.forEach(Waiting::finish);
    }
  }

  private static void fail(final List<Waiting> callers, final RuntimeException why) {
    callers.forEach(waiting -> waiting.failure = why);
  }

  /** Those that come behind would each wait for the time limit too, one statement after another. */
  private void refuseWaiting(final CommitInDoubtException why) {
    final List<Waiting> behind = new ArrayList<>();
    queue.drainTo(behind);
    fail(behind, new TemporaryException("not stored: " + why.getMessage(), why));
    behind.forEach(Waiting::finish);
  }
}
