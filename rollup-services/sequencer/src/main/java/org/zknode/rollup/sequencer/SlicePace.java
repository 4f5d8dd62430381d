/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.zknode.rollup.engine.OpenBlock;

/** When the open block takes its next slice, and how much one takes at the most. */
final class SlicePace {
  /** About 100 ms of execution: who comes with the next slice does not wait longer for this one. */
  private static final int MOST_TRANSACTIONS = 256;

  private final Duration interval;
  private final LongSupplier nanoTime;
  private long lastNanos;

  /**
   * @param interval shortest time between two slices; zero when there are none
   */
  SlicePace(final Duration interval, final LongSupplier nanoTime) {
    this.interval = interval;
    this.nanoTime = nanoTime;
  }

  /** Whether blocks are built in slices. */
  boolean isOn() {
    return interval.isPositive();
  }

  /** Most transactions of one slice, or of a block that is built at once. */
  int mostTransactions() {
    return isOn() ? MOST_TRANSACTIONS : Integer.MAX_VALUE;
  }

  /** After this long no further transaction of a slice is begun. */
  Duration longest() {
    return isOn() ? interval : OpenBlock.NO_LIMIT;
  }

  /** Transactions were chosen for a slice now. */
  void taken() {
    lastNanos = nanoTime.getAsLong();
  }

  boolean isDue() {
    return nanoTime.getAsLong() - lastNanos >= interval.toNanos();
  }

  /** Whether it is so long ago that a notification of the pool may have been lost. */
  boolean isLate() {
    return nanoTime.getAsLong() - lastNanos >= NextAction.MAX_REST.toNanos();
  }
}
