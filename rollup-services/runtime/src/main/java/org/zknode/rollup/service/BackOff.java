/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that grow with each failure in a row.
 *
 * @param first after the first failure
 * @param factor of each further one, at least 2
 * @param cap longest
 */
public record BackOff(Duration first, int factor, Duration cap) {
  /** Smallest part of a pause that is waited with jitter. */
  private static final double MIN_PART = 0.5;

  public BackOff {
    if (factor < 2 || first.isNegative() || cap.isNegative()) {
      throw new IllegalArgumentException(
          "a back-off grows at least by 2 from 0 on, got %d from %s to %s"
              .formatted(factor, first, cap));
    }
  }

  public static BackOff doubling(final Duration first, final Duration cap) {
    return new BackOff(first, 2, cap);
  }

  /**
   * @param failures in a row, 1 for the first one
   */
  public Duration after(final int failures) {
    Duration pause = first;
    for (int i = 1; i < failures && !pause.isZero() && pause.compareTo(cap) < 0; i++) {
      pause = pause.multipliedBy(factor);
    }
    return pause.compareTo(cap) < 0 ? pause : cap;
  }

  /**
   * Between half of the pause and all of it, so that many do not come back at the same instant.
   *
   * @param failures in a row, 1 for the first one
   */
  public Duration withJitter(final int failures, final RandomGenerator random) {
    final double part = MIN_PART + (1 - MIN_PART) * random.nextDouble();
    return Duration.ofNanos((long) (after(failures).toNanos() * part));
  }
}
