/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.function.LongSupplier;

/**
 * Bounds what goes to one peer per time. Besu's send never blocks and says nothing about the state
 * of the channel, so without a bound a slow peer's backlog would fill the heap. Besu drops a peer
 * that answers no ping for about half a minute, which bounds the backlog to the rate times that.
 */
final class OutboundWindow {
  /** May be sent at once, in bytes: more than the largest message. */
  static final long BURST = 16L << 20;

  /** Sustained rate, in bytes per second: above what a WAN link carries. */
  static final long BYTES_PER_SECOND = 16L << 20;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private long available = BURST;
  private long refilledAt;

  OutboundWindow(final LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.refilledAt = nanoTime.getAsLong();
  }

  /**
   * Takes that many bytes from the window.
   *
   * @return nanoseconds to wait before sending; 0 = at once
   */
  long take(final long bytes) {
    final long now = nanoTime.getAsLong();
    final long elapsed = Math.min(now - refilledAt, NANOS_PER_SECOND);
    available = Math.min(BURST, available + elapsed * BYTES_PER_SECOND / NANOS_PER_SECOND);
    refilledAt = now;
    available -= bytes;
    return available >= 0 ? 0 : -available * NANOS_PER_SECOND / BYTES_PER_SECOND;
  }
}
