/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.function.LongSupplier;

/**
 * How many lines strangers may cause: who connects again and again must not fill the log. What is
 * over the budget is counted, and the next line names the number. Thread-safe.
 */
final class LogBudget {
  /** Length of a window, in nanoseconds: one minute. */
  static final long WINDOW = 60_000_000_000L;

  private final int lines;
  private final LongSupplier nanoTime;
  private long windowStart;
  private int used;
  private long suppressed;

  /**
   * @param lines per window
   */
  LogBudget(final int lines, final LongSupplier nanoTime) {
    this.lines = lines;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /**
   * Asks for one line.
   *
   * @return negative when it must not be written, else the number of lines that were left out
   *     before it
   */
  synchronized long take() {
    final long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      windowStart = now;
      used = 0;
    }
    if (used >= lines) {
      suppressed++;
      return -1;
    }
    used++;
    final long left = suppressed;
    suppressed = 0;
    return left;
  }
}
