/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bounds how many callers work on something at the same time, so that what hangs holds that many of
 * a host's threads and no more. While places come free, a caller waits a moment for one; once a
 * wait was in vain, callers are refused without one for a second. Thread-safe.
 */
public final class InFlight {
  /** Longer than any place is held while all is well, shorter than a reader notices. */
  public static final Duration WAIT = Duration.ofMillis(100);

  /** After a wait in vain nobody waits for so long: those who wait hold threads, too. */
  static final Duration NO_WAIT = Duration.ofSeconds(1);

  private final int limit;
  private final Semaphore places;
  private final LongSupplier nanoTime;
  private final AtomicLong noWaitUntil;

  public InFlight(final int limit) {
    this(limit, System::nanoTime);
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  InFlight(final int limit, final LongSupplier nanoTime) {
    this.limit = limit;
    this.places = new Semaphore(limit);
    this.nanoTime = nanoTime;
    this.noWaitUntil = new AtomicLong(nanoTime.getAsLong());
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
    if (places.tryAcquire()) {
      return true;
    }
    if (nanoTime.getAsLong() - noWaitUntil.get() < 0) {
      return false;
    }
    try {
      if (places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    noWaitUntil.set(nanoTime.getAsLong() + NO_WAIT.toNanos());
    return false;
  }

  /** Gives the place back. */
  public void leave() {
    places.release();
  }
}
