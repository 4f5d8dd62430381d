/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The number of pending transactions and their bytes, counted at most a few times per second:
 * counting for each new transaction would cost more than storing it. Between two counts, what this
 * node adds is added.
 */
final class PendingCount {
  /** Age at which it is counted again. */
  static final Duration MAX_AGE = Duration.ofMillis(250);

  /**
   * @param bytes as encoded in batches
   */
  record Waiting(long transactions, long bytes) {}

  private final Clock clock;
  private final Supplier<Waiting> query;
  private Waiting value = new Waiting(0, 0);
  private long countedAtMillis;
  private boolean counted;

  PendingCount(final Clock clock, final Supplier<Waiting> query) {
    this.clock = clock;
    this.query = query;
  }

  synchronized Waiting current() {
    final long now = clock.millis();
    if (!counted || Math.abs(now - countedAtMillis) >= MAX_AGE.toMillis()) {
      value = query.get();
      countedAtMillis = now;
      counted = true;
    }
    return value;
  }

  synchronized void added(final int bytes) {
    value = new Waiting(value.transactions() + 1, value.bytes() + bytes);
  }
}
