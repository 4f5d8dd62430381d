/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.InFlight;

/**
 * Places of those who wait for a receipt, few for all and fewer for each sender. When all are
 * taken, whoever has waited longest beyond the usual time is called off, and its place handed on.
 * Thread-safe.
 */
final class SyncCallers {
  /** Places of one sender. */
  static final int MOST_OF_ONE = 2;

  private final InFlight places;
  private final long usualNanos;
  private final Runnable wake;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final List<Caller> callers = new ArrayList<>();

  /**
   * @param limit of places
   * @param usual time that everybody may wait
   * @param wake makes those who wait look whether they are called off
   */
  SyncCallers(final int limit, final Duration usual, final Runnable wake) {
    this.places = new InFlight(limit, InFlight.SHORT_WAIT);
    this.usualNanos = usual.toNanos();
    this.wake = wake;
  }

  /** What comes of asking for a place. */
  sealed interface Answer {}

  /** No place: all are taken by callers who have not waited long. */
  record AllTaken(int limit) implements Answer {}

  /** No place: this sender has as many as one may. */
  record SenderHasMost(int most) implements Answer {}

  /**
   * Asks for a place.
   *
   * @param sender empty where it is not known: all such count as one
   * @return a {@link Caller}, to be closed, or why there is no place
   */
  Answer enter(final Optional<Address> sender) {
    final boolean free = places.enter();
    final Caller caller = new Caller(sender);
    final Optional<Caller> leaving;
    lock.lock();
    try {
      if (callers.stream().filter(other -> other.sender.equals(sender)).count() >= MOST_OF_ONE) {
        if (!free) {
          return new AllTaken(places.limit());
        }
        places.leave();
        return new SenderHasMost(MOST_OF_ONE);
      }
      leaving = free ? Optional.empty() : longest();
      if (!free && leaving.isEmpty()) {
        return new AllTaken(places.limit());
      }
      leaving.ifPresent(longest -> longest.calledOff = true);
      callers.add(caller);
    } finally {
      lock.unlock();
    }
    if (leaving.isPresent() && !leaving.get().handsOn()) {
      forget(caller);
      return new AllTaken(places.limit());
    }
    return caller;
  }

  private Optional<Caller> longest() {
    final long now = System.nanoTime();
    return callers.stream()
        .filter(caller -> caller.waits && !caller.calledOff)
        .filter(caller -> now - caller.since >= usualNanos)
        .max(Comparator.comparingLong(caller -> now - caller.since));
  }

  /** Returns whether it was called off. */
  private boolean forget(final Caller caller) {
    lock.lock();
    try {
      callers.remove(caller);
      return caller.calledOff;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody who has a place. */
  final class Caller implements Answer, AutoCloseable {
    private final Optional<Address> sender;

    /** True: the place is the next one's. False: the next one waits for it no longer. */
    private final CompletableFuture<Boolean> handed = new CompletableFuture<>();

    private boolean waits;
    private long since;
    private volatile boolean calledOff;

    private Caller(final Optional<Address> sender) {
      this.sender = sender;
    }

    /** Its transaction is sent, so that it can be answered at any time. */
    void waits() {
      lock.lock();
      try {
        waits = true;
        since = System.nanoTime();
      } finally {
        lock.unlock();
      }
    }

    /** Somebody else gets the place. */
    boolean isCalledOff() {
      return calledOff;
    }

    private boolean handsOn() {
      wake.run();
      try {
        return handed.get(InFlight.SHORT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (final TimeoutException e) {
        return !handed.complete(false);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        return !handed.complete(false);
      } catch (final ExecutionException e) {
        throw new IllegalStateException("nobody completes it so", e);
      }
    }

    /** Gives the place back, or to whom it is due. */
    @Override
    public void close() {
      if (!forget(this) || !handed.complete(true)) {
        places.leave();
      }
    }
  }
}
