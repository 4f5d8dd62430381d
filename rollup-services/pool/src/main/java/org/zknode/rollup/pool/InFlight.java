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
  /**
   * Longest wait in which no place comes free, for callers that hold a host's thread meanwhile:
   * shorter than a reader notices.
   */
  public static final Duration SHORT_WAIT = Duration.ofMillis(100);

  /** So many such waits at the most, whatever comes free. */
  private static final int MOST_WAITS = 4;

  private final int limit;
  private final Duration wait;
  private final Semaphore places;
  private final AtomicLong left = new AtomicLong();
  private volatile boolean stuck;

  /**
   * @param wait longest wait in which no place comes free
   */
  public InFlight(final int limit, final Duration wait) {
    this.limit = limit;
    this.wait = wait;
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
    final long deadline = System.nanoTime() + wait.toNanos() * MOST_WAITS;
    try {
      while (!stuck && System.nanoTime() - deadline < 0) {
        final long before = left.get();
        if (places.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
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
