/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.zknode.eth.Address;

/**
 * Senders whose transactions were executed and thrown away, which they did not pay for: each time
 * all that they have pending waits twice as long. Known to this process only; a sender that behaves
 * for four times its last delay is clean again. Thread-safe.
 */
public final class SenderRecords {
  /** Delay after the first time. */
  public static final Duration FIRST_DELAY = Duration.ofSeconds(2);

  /** Longest delay. */
  public static final Duration MAX_DELAY = Duration.ofHours(1);

  /** A record is forgotten after that many of its delays. */
  private static final int FORGOTTEN_AFTER = 4;

  private record Record(long sinceMillis, long delayMillis) {
    /** A clock that jumped back ends it. */
    boolean isYoungerThan(final long millis, final long nowMillis) {
      return nowMillis >= sinceMillis && nowMillis - sinceMillis < millis;
    }
  }

  private final Clock clock;
  private final Map<Address, Record> records = new BoundedMemory<>();

  public SenderRecords(final Clock clock) {
    this.clock = clock;
  }

  /** A transaction of that sender was executed for nothing. */
  public synchronized void strike(final Address sender) {
    final long now = clock.millis();
    final Record last = records.get(sender);
    final boolean counts =
        last != null && last.isYoungerThan(FORGOTTEN_AFTER * last.delayMillis(), now);
    final long delay =
        counts ? Math.min(MAX_DELAY.toMillis(), 2 * last.delayMillis()) : FIRST_DELAY.toMillis();
    records.put(sender, new Record(now, delay));
  }

  /** Whether the sender's transactions have to wait. */
  public boolean isPutBack(final Address sender) {
    return waitOf(sender).isPositive();
  }

  /** How long the sender's transactions have to wait from now on. */
  public synchronized Duration waitOf(final Address sender) {
    final Record record = records.get(sender);
    final long now = clock.millis();
    return record != null && record.isYoungerThan(record.delayMillis(), now)
        ? Duration.ofMillis(record.sinceMillis() + record.delayMillis() - now)
        : Duration.ZERO;
  }
}
