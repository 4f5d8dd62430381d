/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.zknode.rollup.service.TemporaryException;

/**
 * What a database says, read at once for all gauges of a scrape. A database that does not answer
 * costs a scrape the wait for one connection, not one for each gauge: with more than that a scraper
 * gives up and loses the node's state too. Thread-safe.
 */
final class Remembered<T> {
  /** How long an answer, or that there was none, holds: within a scrape, not until the next. */
  static final Duration TIME = Duration.ofSeconds(3);

  private final Supplier<T> read;
  private final T unknown;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private T value;
  private OptionalLong readAtMillis = OptionalLong.empty();

  /**
   * @param unknown while the database cannot be reached: an old answer would look like a standstill
   */
  Remembered(final Supplier<T> read, final T unknown, final Clock clock) {
    this.read = read;
    this.unknown = unknown;
    this.clock = clock;
    this.value = unknown;
  }

  T get() {
    lock.lock();
    try {
      if (!isFresh()) {
        value = read();
        readAtMillis = OptionalLong.of(clock.millis());
      }
      return value;
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
    return age >= 0 && age < TIME.toMillis();
  }

  private T read() {
    try {
      return read.get();
    } catch (final TemporaryException e) {
      return unknown;
    }
  }
}
