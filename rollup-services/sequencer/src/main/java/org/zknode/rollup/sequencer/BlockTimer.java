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
 *
 * <p>A forced batch takes a second of its own. So that users do not wait for a block more whenever
 * somebody pays for one on L1, the next block follows it at once, one second above; such a lead is
 * small and shrinks by a quarter of a second with each block. A forced one may follow a block of
 * users' transactions at once for the same reason.
 */
final class BlockTimer {
  private static final long MILLIS = 1000;

  /** While the chain is ahead, seconds between blocks: more than their timestamps differ. */
  private static final long SHRINKING_BLOCK_TIME_SECONDS = 2;

  /** How far ahead of the clock a block may be that follows a forced one at once, seconds. */
  static final long MAX_OWED_SECONDS = 4;

  /** While the chain is that little ahead, time between blocks. */
  private static final long CATCHING_UP_MILLIS = 1_250;

  private final Clock clock;
  private final Supplier<OptionalLong> latest;
  private final long blockTimeSeconds;
  private final Duration emptyBlockInterval;
  private long anchorMillis = Long.MIN_VALUE;
  private long usersMillis = Long.MIN_VALUE;
  private boolean owed;
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
    if (nowSeconds >= headTimestamp + blockTimeSeconds) {
      return OptionalLong.of(nowSeconds);
    }
    final long next = Math.max(headTimestamp + 1, nowSeconds);
    if (owed
        && sinceUsers() >= blockTimeSeconds * MILLIS
        && next <= clock.millis() / MILLIS + MAX_OWED_SECONDS
        && isWithinBound(next)) {
      return OptionalLong.of(next);
    }
    // Between two of the clock's seconds, too: the last block need not have been built at one.
    return sinceAnchor(clock.millis()) >= paceMillis(headTimestamp - nowSeconds)
            && (nowSeconds < headTimestamp || isWithinBound(next))
        ? OptionalLong.of(next)
        : OptionalLong.empty();
  }

  /**
   * The same for a forced block, which may follow any other one at once, a second ahead of the
   * clock at the most.
   */
  OptionalLong forcedDue(final long headTimestamp) {
    final long next = headTimestamp + 1;
    return next <= clock.millis() / MILLIS + 1 && isWithinBound(next)
        ? OptionalLong.of(next)
        : due(headTimestamp);
  }

  /** Whether blocks of users' transactions come now: the last one is not two block times old. */
  boolean usersComeSoon() {
    return sinceUsers() < 2 * blockTimeSeconds * MILLIS;
  }

  private long sinceUsers() {
    final long nowMillis = clock.millis();
    if (usersMillis > nowMillis) {
      usersMillis = Long.MIN_VALUE; // the clock jumped back
    }
    return usersMillis == Long.MIN_VALUE ? Long.MAX_VALUE : nowMillis - usersMillis;
  }

  private long paceMillis(final long leadSeconds) {
    final long least =
        leadSeconds <= MAX_OWED_SECONDS
            ? CATCHING_UP_MILLIS
            : SHRINKING_BLOCK_TIME_SECONDS * MILLIS;
    return Math.max(blockTimeSeconds * MILLIS, least);
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

  /**
   * Whether the time of the block with that timestamp is over, which was begun at the last {@link
   * #begun}: its block time has passed, or the clock's second of the next one has come.
   */
  boolean isOver(final long timestamp) {
    final long nowMillis = clock.millis();
    return nowMillis / MILLIS >= timestamp + blockTimeSeconds
        || sinceAnchor(nowMillis) >= blockTimeSeconds * MILLIS;
  }

  /**
   * A block of users' transactions is begun now; it may be built later, and no other one before.
   */
  void begun() {
    anchorMillis = clock.millis();
    usersMillis = anchorMillis;
    owed = false;
  }

  /** A forced one was; users' transactions need not wait for another second. */
  void builtForced() {
    anchorMillis = clock.millis();
    owed = true;
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

  private boolean isWithinBound(final long timestamp) {
    final OptionalLong bound = latest.get();
    return bound.isEmpty() || timestamp <= bound.getAsLong();
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
