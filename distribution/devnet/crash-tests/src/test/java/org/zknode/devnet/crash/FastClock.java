/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Runs faster than the world, so that seconds of a chain pass in fractions of one. */
final class FastClock extends Clock {
  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();
  private final int speed;
  private final AtomicLong jumpedMillis = new AtomicLong();

  FastClock(final int speed) {
    this.speed = speed;
  }

  /** Time passes at once. */
  void jump(final Duration by) {
    jumpedMillis.addAndGet(by.toMillis());
  }

  long seconds() {
    return Math.floorDiv(millis(), 1000);
  }

  @Override
  public long millis() {
    return startMillis + (System.nanoTime() - startNanos) * speed / 1_000_000 + jumpedMillis.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(final ZoneId zone) {
    throw new IllegalArgumentException("this clock is UTC, not " + zone);
  }
}
