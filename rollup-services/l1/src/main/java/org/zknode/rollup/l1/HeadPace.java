/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.time.Duration;
import java.util.Optional;

/**
 * What an old newest block of L1 means. It is looked at whether it comes nearer to the clock: then
 * endpoints are catching up with L1. An L1 that lives in the past keeps its distance, and one that
 * makes blocks on demand stands. Not thread-safe.
 */
public final class HeadPace {
  /** Looks that are compared are so far apart at least: timestamps are whole seconds. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  /** Without a block for so long it stands: any L1 with a pace brings three in that time. */
  public static final Duration STANDS_AFTER = Duration.ofSeconds(45);

  /** Seconds of timestamps in a second of which nobody is in doubt. */
  private static final long CATCHING_UP = 2;

  private static final long MILLIS = 1000;

  /** What it means. */
  public enum Verdict {
    /** It is not old. */
    RECENT,
    /** It was not looked at for long enough. */
    UNKNOWN,
    /** It comes nearer to the clock: there is more of L1 than the endpoints have. */
    CATCHING_UP,
    /** It is as old as before. */
    IN_THE_PAST,
    /** It is the same block. */
    STANDS
  }

  private record Look(long millis, long timestamp) {}

  private Optional<Look> first = Optional.empty();
  private Verdict verdict = Verdict.UNKNOWN;

  /**
   * @param nowMillis by the clock, from which the age is taken
   * @param timestamp of L1's newest block, seconds
   * @param most how old a block of an L1 that is well can be
   */
  public Verdict look(final long nowMillis, final long timestamp, final Duration most) {
    if (nowMillis - timestamp * MILLIS <= most.toMillis()) {
      first = Optional.empty();
      verdict = Verdict.RECENT;
      return verdict;
    }
    final Look look = new Look(nowMillis, timestamp);
    if (first.isEmpty() || nowMillis < first.get().millis()) {
      // The first one, or a clock that jumped back.
      first = Optional.of(look);
      verdict = Verdict.UNKNOWN;
      return verdict;
    }
    compare(first.get(), look);
    return verdict;
  }

  private void compare(final Look before, final Look look) {
    final long elapsed = look.millis() - before.millis();
    if (elapsed < WINDOW.toMillis()) {
      return;
    }
    final long advanced = (look.timestamp() - before.timestamp()) * MILLIS;
    if (advanced > CATCHING_UP * elapsed) {
      verdict = Verdict.CATCHING_UP;
    } else if (advanced > 0) {
      verdict = Verdict.IN_THE_PAST;
    } else if (elapsed >= STANDS_AFTER.toMillis()) {
      verdict = Verdict.STANDS;
    }
    if (elapsed >= STANDS_AFTER.toMillis()) {
      first = Optional.of(look);
    }
  }
}
