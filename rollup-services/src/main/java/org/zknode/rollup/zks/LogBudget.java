/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.function.LongSupplier;

/**
 * How many warnings strangers may cause: who connects again and again must not fill the log. What
 * is over the budget is counted, and the next warning names the number. Thread-safe.
 */
final class LogBudget {
  /** Warnings per window: enough to see what goes on. */
  static final int WARNINGS = 20;

  /** Length of a window, in nanoseconds: one minute. */
  static final long WINDOW = 60_000_000_000L;

  private final LongSupplier nanoTime;
  private long windowStart;
  private int used;
  private long suppressed;

  LogBudget(final LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /**
   * Asks for one warning.
   *
   * @return negative when it must not be written, else the number of warnings that were left out
   *     before it
   */
  synchronized long take() {
    final long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      windowStart = now;
      used = 0;
    }
    if (used >= WARNINGS) {
      suppressed++;
      return -1;
    }
    used++;
    final long left = suppressed;
    suppressed = 0;
    return left;
  }
}
