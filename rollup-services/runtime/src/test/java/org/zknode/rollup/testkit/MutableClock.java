/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class MutableClock extends Clock {
  private final AtomicReference<Instant> now;

  public MutableClock(final Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /** Starts at a fixed, plausible time: 2026-01-01T00:00:00Z. */
  public static MutableClock create() {
    return new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  }

  public void advance(final Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  public void set(final Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Only UTC is offered: nothing here depends on a zone. */
  @Override
  public Clock withZone(final ZoneId zone) {
    if (!ZoneOffset.UTC.equals(zone)) {
      throw new IllegalArgumentException("a MutableClock is in UTC, not " + zone);
    }
    return this;
  }
}
