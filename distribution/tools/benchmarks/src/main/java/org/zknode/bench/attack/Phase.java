/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.zknode.bench.Percentiles;

/**
 * What was seen during one phase, with honest users only or under attack.
 *
 * @param seconds that it lasted
 * @param mostPending rows that waited in the pool database at a time, at the most
 * @param halted names of nodes that halted
 * @param degraded reasons that any node gave at any time
 */
record Phase(
    double seconds,
    Users users,
    Pace pace,
    Followers followers,
    Attackers attackers,
    long mostPending,
    List<String> halted,
    List<String> degraded) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * Honest users.
   *
   * @param sent transactions that the node took
   * @param included of those, in a block when the phase ended
   * @param refused transactions that the node did not take
   * @param p50Millis from sending to being seen in a block, for half of them; what still waits
   *     counts with its age
   * @param p99Millis likewise, for 99 of 100
   */
  record Users(long sent, long included, long refused, long p50Millis, long p99Millis) {}

  /**
   * The main node and L1.
   *
   * @param batchesPerMinute all of them
   * @param forcedPerMinute of those, forced on L1 by somebody who paid for it there
   * @param longestGapMillis longest time without a block
   * @param verifiedPerMinute batches that L1 verified
   * @param longestUnverifiedMillis longest time in which L1 verified none
   */
  record Pace(
      double blocksPerMinute,
      double batchesPerMinute,
      double forcedPerMinute,
      long longestGapMillis,
      double verifiedPerMinute,
      long longestUnverifiedMillis) {}

  /**
   * External nodes: of several the worst.
   *
   * @param mostBehind blocks behind the main node, at the most
   * @param endBehind likewise, when the phase ended
   * @param readP99Millis for 99 of 100 simple reads; what fails counts with the longest wait
   */
  record Followers(long mostBehind, long endBehind, long readP99Millis) {}

  /**
   * Attackers.
   *
   * @param taken transactions that a node took
   * @param refused likewise, not taken
   * @param included likewise, in a block
   * @param paidWei their fees, on L2 and L1
   * @param paidL1Wei of those, on L1
   * @param acts how often they did something, in each third of the phase
   * @param figures what only this attack has
   */
  record Attackers(
      long taken,
      long refused,
      long included,
      BigInteger paidWei,
      BigInteger paidL1Wei,
      List<Long> acts,
      Map<String, Long> figures) {
    Attackers {
      acts = List.copyOf(acts);
      figures = java.util.Collections.unmodifiableMap(new TreeMap<>(figures));
    }
  }

  Phase {
    halted = List.copyOf(halted);
    degraded = List.copyOf(degraded);
  }

  /**
   * @param sortedNanos ascending
   * @param share of 1
   */
  static long percentileMillis(final List<Long> sortedNanos, final double share) {
    return Percentiles.nanos(sortedNanos, share) / NANOS_PER_MILLI;
  }
}
