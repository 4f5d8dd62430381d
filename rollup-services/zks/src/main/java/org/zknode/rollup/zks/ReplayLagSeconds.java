/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** How far each peer's replay is behind the time of its blocks. */
final class ReplayLagSeconds {
  /** Strangers may come under as many ids as they like; each label is kept for ever. */
  static final int MAX_PEERS = 64;

  private static final String OTHERS = "others";

  private final Metrics.Histograms seconds;
  private final Map<Bytes, Metrics.Histogram> peers = new HashMap<>();

  ReplayLagSeconds(final Metrics metrics) {
    seconds =
        metrics.histogram(
            "zks_replay_lag_seconds",
            "Seconds from a block's timestamp until its record is given to a peer (main node), or"
                + " the block is executed (external node); label peer: beginning of the other"
                + " side's node id, others after 64",
            Buckets.WAIT,
            "peer");
  }

  /** Of one peer. */
  synchronized Metrics.Histogram of(final Bytes peerId) {
    final Metrics.Histogram known = peers.get(peerId);
    if (known != null) {
      return known;
    }
    if (peers.size() >= MAX_PEERS) {
      return seconds.of(OTHERS);
    }
    final Metrics.Histogram added = seconds.of(ReplaySource.shown(peerId));
    peers.put(peerId, added);
    return added;
  }

  /**
   * @param nowMillis of the clock by which blocks have their times
   * @param timestamp of the block, seconds
   */
  static double between(final long timestamp, final long nowMillis) {
    return Math.max(0, nowMillis / 1_000.0 - timestamp);
  }
}
