/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import org.zknode.rollup.status.NodeStatus;

/**
 * Tells that an external node has connected main nodes and gets no blocks of them. An idle chain is
 * none of it: a replay that lasts, or ends by the inactivity timeout while L1 has nothing further
 * either, is in order. A node without any connection only follows L1, which it may. Thread-safe.
 */
final class ReplayHealth {
  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "replay-stalled";

  /** Replays in a row that ended without a block: one or two are a restart of the main node. */
  static final int FRUITLESS_REPLAYS = 3;

  /** A replay that lasts so long was not refused: whatever comes is awaited. */
  static final Duration STEADY = Duration.ofSeconds(30);

  private final NodeStatus status;
  private final ZksMetrics metrics;
  private int fruitless;
  private boolean behind;

  ReplayHealth(final NodeStatus status, final ZksMetrics metrics) {
    this.status = status;
    this.metrics = metrics;
  }

  /** A block of a replay was taken. */
  synchronized void taken() {
    if (fruitless > 0 || behind) {
      fruitless = 0;
      behind = false;
      status.recovered(DEGRADED_KEY);
    }
  }

  /** A replay without a block so far lasts {@link #STEADY} already. */
  synchronized void steady() {
    if (fruitless > 0) {
      fruitless = 0;
      if (!behind) {
        status.recovered(DEGRADED_KEY);
      }
    }
  }

  /**
   * A replay ended without a block, before it was steady.
   *
   * @param peer main node
   * @param nextBlock that was asked for
   * @param why it ended
   */
  synchronized void fruitless(final Object peer, final long nextBlock, final String why) {
    metrics.fruitlessReplays.increment();
    fruitless++;
    if (fruitless >= FRUITLESS_REPLAYS) {
      status.degraded(
          DEGRADED_KEY,
          "the last %d replays ended without a block, the last one of zks peer %s from block %d: %s"
              .formatted(fruitless, peer, nextBlock, why));
    }
  }

  /**
   * A replay brought nothing for the whole inactivity timeout, while L1 has further blocks.
   *
   * @param ownNextBlock head of this node and one
   */
  synchronized void behindL1(
      final Object peer, final long nextBlock, final long ownNextBlock, final Duration timeout) {
    metrics.fruitlessReplays.increment();
    behind = true;
    status.degraded(
        DEGRADED_KEY,
        "zks peer %s brought nothing from block %d on for %s, while L1 has the blocks up to %d"
            .formatted(peer, nextBlock, timeout, ownNextBlock - 1));
  }
}
