/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.metrics;

/** Upper bounds of the buckets of a histogram, ascending; what is above the last is counted too. */
public final class Buckets {
  /** Seconds of one call or one part of a step: half a millisecond to ten seconds. */
  public static final Buckets CALL =
      new Buckets(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10);

  /** Seconds that a person, or L1, waits: a twentieth of a second to four hours. */
  public static final Buckets WAIT =
      new Buckets(
          0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600, 1_800,
          3_600, 7_200, 14_400);

  private final double[] bounds;

  private Buckets(final double... bounds) {
    this.bounds = bounds;
  }

  /** A copy. */
  public double[] bounds() {
    return bounds.clone();
  }
}
