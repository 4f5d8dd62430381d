/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/**
 * How far the batches are, read at once for all gauges of a scrape. A database that does not answer
 * costs a scrape the wait for one connection, not one for each gauge: with more than that a scraper
 * gives up and loses the node's state too. Thread-safe.
 */
final class LastBatches {
  /** How long an answer, or that there was none, holds: within a scrape, not until the next. */
  static final Duration REMEMBERED = Duration.ofSeconds(3);

  /**
   * Numbers of the newest batches, 0 before the first. Not a number while the database cannot be
   * reached: an old one would look like a standstill.
   */
  record Numbers(double closed, double virtual, double verified) {
    private static final Numbers UNKNOWN = new Numbers(Double.NaN, Double.NaN, Double.NaN);
  }

  private final StateStore store;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Numbers numbers = Numbers.UNKNOWN;
  private OptionalLong readAtMillis = OptionalLong.empty();

  LastBatches(final StateStore store, final Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Numbers numbers() {
    lock.lock();
    try {
      if (!isFresh()) {
        numbers = read();
        readAtMillis = OptionalLong.of(clock.millis());
      }
      return numbers;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh() {
    if (readAtMillis.isEmpty()) {
      return false;
    }
    final long age = clock.millis() - readAtMillis.getAsLong();
    // A clock that was set back must not keep an old answer.
    return age >= 0 && age < REMEMBERED.toMillis();
  }

  private Numbers read() {
    try {
      return store.read(
          tx ->
              new Numbers(
                  tx.batches().lastClosed().map(Batch::number).orElse(0L),
                  tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L),
                  tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L)));
    } catch (final TemporaryException e) {
      return Numbers.UNKNOWN;
    }
  }
}
