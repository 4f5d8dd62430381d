/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many callers work on something at the same time, so that what hangs holds that many of
 * a host's threads and no more. While places come free, a caller waits for one; once none came free
 * during a wait, callers are refused without one until the next comes free. Thread-safe.
 */
public final class InFlight {
  /** Longest wait in which no place comes free: those who wait hold threads, too. */
  static final Duration WAIT = Duration.ofMillis(250);

  /** Longest wait at all. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final int limit;
  private final Semaphore places;
  private final AtomicLong left = new AtomicLong();
  private volatile boolean stuck;

  public InFlight(final int limit) {
    this.limit = limit;
    // In the order in which they came, or somebody would wait longest for ever.
    this.places = new Semaphore(limit, true);
  }

  /** How many places there are. */
  public int limit() {
    return limit;
  }

  /**
   * Takes a place, to be given back by {@link #leave}.
   *
   * @return false when all are taken
   */
  public boolean enter() {
    final long deadline = System.nanoTime() + LONGEST.toNanos();
    try {
      while (!stuck && System.nanoTime() - deadline < 0) {
        final long before = left.get();
        if (places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
        stuck = left.get() == before;
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return places.tryAcquire();
  }

  /** Gives the place back. */
  public void leave() {
    places.release();
    left.incrementAndGet();
    stuck = false;
  }
}
