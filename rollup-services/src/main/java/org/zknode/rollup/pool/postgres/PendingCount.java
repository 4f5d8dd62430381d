/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The number of pending transactions, counted at most a few times per second: counting for each new
 * transaction would cost more than storing it. Between two counts, what this node adds is added.
 */
final class PendingCount {
  /** Age at which it is counted again. */
  static final Duration MAX_AGE = Duration.ofMillis(250);

  private final Clock clock;
  private final LongSupplier query;
  private long value;
  private long countedAtMillis;
  private boolean counted;

  PendingCount(final Clock clock, final LongSupplier query) {
    this.clock = clock;
    this.query = query;
  }

  synchronized long current() {
    final long now = clock.millis();
    if (!counted || Math.abs(now - countedAtMillis) >= MAX_AGE.toMillis()) {
      value = query.getAsLong();
      countedAtMillis = now;
      counted = true;
    }
    return value;
  }

  synchronized void added() {
    value++;
  }
}
