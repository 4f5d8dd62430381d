/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * When the next block is due and which timestamp it gets. Timestamps are the clock's seconds, at
 * least one block time apart, and never further ahead of L1's time than {@link
 * L1Time#MAX_LEAD_SECONDS}. A chain that is ahead of that all the same (the clock was wrong when
 * nothing bounded it, or jumped backwards) must not stop: then blocks come at half the pace at the
 * most, each one second above its parent, so that the lead shrinks with each block.
 */
final class BlockTimer {
  private static final long MILLIS = 1000;

  /** While the chain is ahead, seconds between blocks: more than their timestamps differ. */
  private static final long SHRINKING_BLOCK_TIME_SECONDS = 2;

  private final Clock clock;
  private final Supplier<OptionalLong> latest;
  private final long blockTimeSeconds;
  private final Duration emptyBlockInterval;
  private long anchorMillis = Long.MIN_VALUE;
  private long agedBatch;
  private long agedSinceMillis;

  /**
   * @param latest the latest timestamp that a block may have now, seconds; empty when not bounded
   */
  BlockTimer(
      final Clock clock,
      final Supplier<OptionalLong> latest,
      final Duration blockTime,
      final Duration emptyBlockInterval) {
    if (blockTime.toSeconds() < 1 || blockTime.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "block time is whole seconds, at least 1, got " + blockTime);
    }
    this.clock = clock;
    this.latest = latest;
    this.blockTimeSeconds = blockTime.toSeconds();
    this.emptyBlockInterval = emptyBlockInterval;
  }

  /** Timestamp of the next block in seconds, if it may be built now. */
  OptionalLong due(final long headTimestamp) {
    final long nowSeconds = boundedSeconds();
    if (nowSeconds >= headTimestamp) {
      return nowSeconds >= headTimestamp + blockTimeSeconds
          ? OptionalLong.of(nowSeconds)
          : OptionalLong.empty();
    }
    final long pace = Math.max(blockTimeSeconds, SHRINKING_BLOCK_TIME_SECONDS);
    return sinceAnchor(clock.millis()) >= pace * MILLIS
        ? OptionalLong.of(headTimestamp + 1)
        : OptionalLong.empty();
  }

  /** Whether a block without transactions is due. */
  boolean emptyBlockDue(final long headTimestamp) {
    final long nowMillis = clock.millis();
    final boolean bounded = boundedSeconds() < nowMillis / MILLIS;
    final long waited =
        !bounded && nowMillis / MILLIS >= headTimestamp
            ? nowMillis - headTimestamp * MILLIS
            : sinceAnchor(nowMillis);
    return waited >= emptyBlockInterval.toMillis();
  }

  /** A block was built now. */
  void built() {
    anchorMillis = clock.millis();
  }

  /** The clock's seconds as far as L1's time allows, never below the head's timestamp. */
  private long nowSeconds(final long headTimestamp) {
    return Math.max(boundedSeconds(), headTimestamp);
  }

  /**
   * How old an open batch is, seconds: by its first block's timestamp, or by the clock since it was
   * seen first. L1's time may stand still, and a clock that is wrong must not close every batch.
   */
  long batchAge(final long batch, final long firstTimestamp, final long headTimestamp) {
    final long nowMillis = clock.millis();
    if (agedBatch != batch || agedSinceMillis > nowMillis) {
      agedBatch = batch;
      agedSinceMillis = nowMillis;
    }
    return Math.max(
        nowSeconds(headTimestamp) - firstTimestamp, (nowMillis - agedSinceMillis) / MILLIS);
  }

  private long boundedSeconds() {
    final long nowSeconds = clock.millis() / MILLIS;
    final OptionalLong bound = latest.get();
    return bound.isPresent() ? Math.min(nowSeconds, bound.getAsLong()) : nowSeconds;
  }

  private long sinceAnchor(final long nowMillis) {
    if (anchorMillis == Long.MIN_VALUE || anchorMillis > nowMillis) {
      anchorMillis = nowMillis;
    }
    return nowMillis - anchorMillis;
  }
}
