/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.zknode.rollup.service.BackOff;

/**
 * When the next final proof may begin. A refusal by L1 and the pause that follows from it become
 * visible at once, so that no proof begins between the two. Thread-safe, never waits.
 */
final class FinalProofPause {
  /** The pause after refusals doubles this many times at the most. */
  static final int MAX_DOUBLINGS = 6;

  private final Clock clock;
  private final BackOff pauses;
  private final ReentrantLock lock = new ReentrantLock();

  /** Ids of refused L1 transactions for which the pause has been set. */
  private final Set<String> judged = new HashSet<>();

  private long notBeforeMillis;
  private int refusals;

  /** Last verified batch at the first of the refusals. */
  private long verifiedAtRefusal;

  FinalProofPause(final Clock clock, final AggregatorConfig config) {
    this.clock = clock;
    final Duration base =
        config.verifyInterval().compareTo(config.pollInterval()) > 0
            ? config.verifyInterval()
            : config.pollInterval();
    this.pauses = BackOff.doubling(base.multipliedBy(2), base.multipliedBy(1L << MAX_DOUBLINGS));
  }

  /** False while the pause lasts, or while one of the refused transactions is not judged. */
  boolean isOver(final Collection<String> refused) {
    lock.lock();
    try {
      return judged.containsAll(refused) && clock.millis() >= notBeforeMillis;
    } finally {
      lock.unlock();
    }
  }

  /** No final proof begins before that time has passed. */
  void atLeast(final Duration pause) {
    lock.lock();
    try {
      notBeforeMillis = Math.max(notBeforeMillis, clock.millis() + pause.toMillis());
    } finally {
      lock.unlock();
    }
  }

  /** The id is submitted again: if L1 refuses it again, that is a new refusal. */
  void forget(final String id) {
    lock.lock();
    try {
      judged.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Those for which no pause has begun yet.
   *
   * @param refused all that are refused now; what is not among them is forgotten
   */
  List<String> notJudged(final Collection<String> refused) {
    lock.lock();
    try {
      judged.retainAll(refused);
      return refused.stream().filter(id -> !judged.contains(id)).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins the pause after a refusal, which doubles with each one in a row.
   *
   * @param verified the last verified batch
   * @param refused all that are refused now
   * @return how long the pause is
   */
  Duration refused(final long verified, final Collection<String> refused) {
    lock.lock();
    try {
      if (refusals == 0) {
        verifiedAtRefusal = verified;
      }
      refusals++;
      final Duration pause = pauses.after(refusals);
      atLeast(pause);
      judged.addAll(refused);
      return pause;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends a row of refusals once L1 has verified more; a new attempt alone does not.
   *
   * @param verified the last verified batch
   * @return whether there was such a row
   */
  boolean accepted(final long verified) {
    lock.lock();
    try {
      if (refusals == 0 || verified <= verifiedAtRefusal) {
        return false;
      }
      refusals = 0;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
