/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.List;

/**
 * Of how long something took, by nearest rank: at least so many of a hundred took at most that.
 *
 * @param count how many were measured; without any the times are zero
 * @param p50 milliseconds, as the following
 */
public record Percentiles(int count, double p50, double p90, double p99) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * @param nanos in any order
   */
  public static Percentiles of(final List<Long> nanos) {
    final List<Long> sorted = nanos.stream().sorted().toList();
    return new Percentiles(
        sorted.size(), millis(sorted, 0.5), millis(sorted, 0.9), millis(sorted, 0.99));
  }

  private static double millis(final List<Long> sorted, final double share) {
    return nanos(sorted, share) / NANOS_PER_MILLI;
  }

  /**
   * One of them, in nanoseconds; zero of none.
   *
   * @param sortedNanos ascending
   * @param share of 1
   */
  public static long nanos(final List<Long> sortedNanos, final double share) {
    if (sortedNanos.isEmpty()) {
      return 0;
    }
    final int rank = (int) Math.ceil(share * sortedNanos.size());
    return sortedNanos.get(Math.max(0, rank - 1));
  }
}
