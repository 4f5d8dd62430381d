/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whether a replay comes up to this node's own chain, which L1 or another main node has made
 * longer. Blocks that are here already are no progress for ever: the distance has to become
 * smaller. One thread at a time.
 */
final class ReplayLag {
  private final Duration leave;
  private OptionalLong since = OptionalLong.empty();
  private long smallest;

  /**
   * @param leave how long the distance may stay without becoming smaller
   */
  ReplayLag(final Duration leave) {
    this.leave = leave;
  }

  /**
   * @param blocks that this node has and that the replay has not brought
   * @return whether the main node is to be left
   */
  boolean isStuck(final long blocks, final long nowNanos) {
    if (blocks <= 0) {
      since = OptionalLong.empty();
      return false;
    }
    if (since.isEmpty() || blocks < smallest) {
      restart(blocks, nowNanos);
      return false;
    }
    return nowNanos - since.getAsLong() >= leave.toNanos();
  }

  /** Whether the distance is there for longer than the next main node is waited for. */
  boolean lasts(final long nowNanos, final ReplayTimes times) {
    return since.isPresent() && nowNanos - since.getAsLong() >= times.patience().toNanos();
  }

  /** Time that went by in this node's own pipeline does not count. */
  void forgive() {
    since = OptionalLong.empty();
  }

  private void restart(final long blocks, final long nowNanos) {
    since = OptionalLong.of(nowNanos);
    smallest = blocks;
  }
}
