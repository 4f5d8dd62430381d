/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of one node: simulated time, and how wrong it is. */
final class SimClock extends Clock {
  private final Scheduler scheduler;
  private long offsetMillis;

  SimClock(final Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** From now on it is that much ahead (or behind, when negative). */
  void jumpTo(final long offset) {
    offsetMillis = offset;
  }

  @Override
  public long millis() {
    return scheduler.now() + offsetMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Nothing here depends on a zone. */
  @Override
  public Clock withZone(final ZoneId zone) {
    return this;
  }
}
