/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.util.OptionalDouble;

/**
 * Finds the highest rate that holds: it doubles, or halves, until one holds and one does not, and
 * then goes on between them until they are near enough.
 */
final class RateSearch {
  /** They are near enough when the one is at most that many times the other. */
  static final double NEAR = 1.1;

  /** Nothing below is tried. */
  static final double LOWEST = 1;

  private final double first;
  private final double highest;
  private double held;
  private double broke = Double.POSITIVE_INFINITY;

  /**
   * @param first rate that is tried
   * @param highest rate that is tried
   */
  RateSearch(final double first, final double highest) {
    this.first = first;
    this.highest = highest;
  }

  /** The rate to try now; empty when the search is over. */
  OptionalDouble next() {
    if (held == 0) {
      final double wanted = broke == Double.POSITIVE_INFINITY ? first : broke / 2;
      return wanted < LOWEST ? OptionalDouble.empty() : OptionalDouble.of(wanted);
    }
    if (broke == Double.POSITIVE_INFINITY) {
      return held >= highest
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.min(highest, 2 * held));
    }
    return broke / held <= NEAR
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(held * broke));
  }

  void tried(final double rate, final boolean holds) {
    if (holds) {
      held = Math.max(held, rate);
    } else {
      broke = Math.min(broke, rate);
    }
  }

  /** The highest that held; empty when none did. */
  OptionalDouble best() {
    return held == 0 ? OptionalDouble.empty() : OptionalDouble.of(held);
  }
}
