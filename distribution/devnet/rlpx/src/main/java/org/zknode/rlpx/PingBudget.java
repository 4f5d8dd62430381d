/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.time.Duration;

/** How many Pings are answered: each costs the other side a frame and this side two. */
final class PingBudget {
  /** Pings at once; implementations send one in 10 to 15 seconds. */
  static final int MAX_PINGS = 32;

  private static final long REFILL_NANOS = Duration.ofSeconds(1).toNanos();

  private int left = MAX_PINGS;
  private long refilled;

  /**
   * @param now as {@link System#nanoTime}
   */
  PingBudget(final long now) {
    this.refilled = now;
  }

  /**
   * A Ping arrived; by the reading thread only.
   *
   * @throws RlpxException more than {@link #MAX_PINGS}, and one for each second since
   */
  void take(final long now) throws RlpxException {
    final long refills = (now - refilled) / REFILL_NANOS;
    left = (int) Math.min(MAX_PINGS, left + refills);
    refilled += refills * REFILL_NANOS;
    if (left == 0) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL, "more than %d Pings".formatted(MAX_PINGS));
    }
    left--;
  }
}
