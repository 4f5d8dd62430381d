/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Has what will probably be chosen next read, parsed and verified on another thread while the
 * sequencer's executes or rests. It decides nothing: what it did not foresee, or not in time, the
 * sequencer's thread does when it needs it. One piece of work at a time; {@link #next} and {@link
 * #found} are for the sequencer's thread.
 */
final class SenderLookAhead {
  /** Most transactions that are looked at: those of a slice, and those of the one before it. */
  private static final int MOST = 2 * SlicePace.MOST_TRANSACTIONS;

  /** Bytes of the transactions of one look, about. */
  private static final long MOST_BYTES = 4L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(SenderLookAhead.class);

  private final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> prepare;
  private volatile Map<Bytes32, DecodedTransaction> prepared = Map.of();
  private Optional<Thread> running = Optional.empty();

  /**
   * @param prepare reads, parses and verifies; from another thread
   */
  SenderLookAhead(final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> prepare) {
    this.prepare = prepare;
  }

  /**
   * Begins to prepare the best of these, unless the last look is still under way.
   *
   * @param queue in the order in which they are tried
   * @param taken what is in the open block
   */
  void next(final CandidateQueue queue, final Set<Bytes32> taken) {
    if (running.filter(Thread::isAlive).isPresent()) {
      return;
    }
    final Map<Bytes32, DecodedTransaction> known = new HashMap<>();
    final List<Candidate> missing = new ArrayList<>();
    long bytes = 0;
    for (int polled = 0; polled < MOST && bytes < MOST_BYTES; polled++) {
      final Optional<Candidate> best = queue.poll();
      if (best.isEmpty()) {
        break;
      }
      queue.next(best.get());
      if (taken.contains(best.get().hash())) {
        continue;
      }
      bytes += best.get().encodedBytes();
      found(best.get())
          .ifPresentOrElse(
              decoded -> known.put(decoded.hash(), decoded), () -> missing.add(best.get()));
    }
    if (!missing.isEmpty()) {
      running =
          Optional.of(
              Thread.ofVirtual().name("zknode-look-ahead").start(() -> look(known, missing)));
    }
  }

  private void look(final Map<Bytes32, DecodedTransaction> known, final List<Candidate> missing) {
    try {
      known.putAll(prepare.apply(missing));
      prepared = known;
    } catch (final RuntimeException e) {
      LOG.debug("{} transactions are not prepared", missing.size(), e);
    }
  }

  /** The transaction of that row, if it is prepared with the sender that the row names. */
  Optional<DecodedTransaction> found(final Candidate row) {
    return Optional.ofNullable(prepared.get(row.hash()))
        .filter(decoded -> decoded.sender().equals(row.sender()));
  }
}
