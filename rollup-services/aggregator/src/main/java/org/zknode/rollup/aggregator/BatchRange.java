/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

/** Consecutive batches, both ends included. */
record BatchRange(long from, long to) {
  BatchRange {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException("not a range of batches: %d to %d".formatted(from, to));
    }
  }

  boolean contains(final long batch) {
    return from <= batch && batch <= to;
  }

  boolean overlaps(final BatchRange other) {
    return from <= other.to && other.from <= to;
  }

  long size() {
    return to - from + 1;
  }

  @Override
  public String toString() {
    return from == to ? "batch " + from : "batches %d to %d".formatted(from, to);
  }
}
