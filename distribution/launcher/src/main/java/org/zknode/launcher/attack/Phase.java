/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.util.List;

/**
 * What was seen during one phase, with honest users only or under attack.
 *
 * @param seconds that it lasted
 * @param sent honest transactions that the node took
 * @param included of those, in a block when the phase ended
 * @param refused honest transactions that the node did not take
 * @param p50Millis from sending to being seen in a block, for half of the honest transactions; what
 *     still waits counts with its age
 * @param p99Millis likewise, for 99 of 100
 * @param longestGapMillis longest time without a block
 * @param attackerTaken transactions of the attackers that a node took
 * @param attackerRefused likewise, not taken
 * @param attackerIncluded likewise, in a block
 * @param attackerPaidWei their fees
 * @param halted names of nodes that halted
 * @param degraded reasons that any node gave at any time
 */
record Phase(
    double seconds,
    long sent,
    long included,
    long refused,
    long p50Millis,
    long p99Millis,
    double blocksPerMinute,
    double batchesPerMinute,
    long longestGapMillis,
    long attackerTaken,
    long attackerRefused,
    long attackerIncluded,
    BigInteger attackerPaidWei,
    List<String> halted,
    List<String> degraded) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  Phase {
    halted = List.copyOf(halted);
    degraded = List.copyOf(degraded);
  }

  /**
   * @param sortedNanos ascending
   * @param share of 1
   */
  static long percentileMillis(final List<Long> sortedNanos, final double share) {
    if (sortedNanos.isEmpty()) {
      return 0;
    }
    final int index = (int) Math.ceil(share * sortedNanos.size()) - 1;
    return sortedNanos.get(Math.max(0, index)) / NANOS_PER_MILLI;
  }
}
