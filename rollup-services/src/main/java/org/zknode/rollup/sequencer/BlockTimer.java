/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * When the next block is due and which timestamp it gets. Timestamps are the clock's seconds, at
 * least one block time apart. A clock that stands behind the head's timestamp (it jumped backwards)
 * must not stop the chain: then blocks come at the same pace, each one block time above its parent,
 * until the clock has caught up.
 */
final class BlockTimer {
  private static final long MILLIS = 1000;

  private final Clock clock;
  private final long blockTimeSeconds;
  private final Duration emptyBlockInterval;
  private long anchorMillis = Long.MIN_VALUE;

  BlockTimer(final Clock clock, final Duration blockTime, final Duration emptyBlockInterval) {
    if (blockTime.toSeconds() < 1 || blockTime.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "block time is whole seconds, at least 1, got " + blockTime);
    }
    this.clock = clock;
    this.blockTimeSeconds = blockTime.toSeconds();
    this.emptyBlockInterval = emptyBlockInterval;
  }

  /** Timestamp of the next block in seconds, if it may be built now. */
  OptionalLong due(final long headTimestamp) {
    final long nowMillis = clock.millis();
    final long nowSeconds = nowMillis / MILLIS;
    if (nowSeconds >= headTimestamp) {
      return nowSeconds >= headTimestamp + blockTimeSeconds
          ? OptionalLong.of(nowSeconds)
          : OptionalLong.empty();
    }
    return sinceAnchor(nowMillis) >= blockTimeSeconds * MILLIS
        ? OptionalLong.of(headTimestamp + blockTimeSeconds)
        : OptionalLong.empty();
  }

  /** Whether a block without transactions is due. */
  boolean emptyBlockDue(final long headTimestamp) {
    final long nowMillis = clock.millis();
    final long waited =
        nowMillis / MILLIS >= headTimestamp
            ? nowMillis - headTimestamp * MILLIS
            : sinceAnchor(nowMillis);
    return waited >= emptyBlockInterval.toMillis();
  }

  /** A block was built now. */
  void built() {
    anchorMillis = clock.millis();
  }

  /** The clock's seconds, never below the head's timestamp. */
  long nowSeconds(final long headTimestamp) {
    return Math.max(clock.millis() / MILLIS, headTimestamp);
  }

  private long sinceAnchor(final long nowMillis) {
    if (anchorMillis == Long.MIN_VALUE || anchorMillis > nowMillis) {
      anchorMillis = nowMillis;
    }
    return nowMillis - anchorMillis;
  }
}
