/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus;

/**
 * Tells that an external node gets no blocks of its configured main nodes, and why: none is
 * connected, what they sent does not check, they are behind L1, or they are silent although the
 * chain was not. A node that has none configured follows L1 only and says so once.
 */
final class ReplayHealth {
  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "replay-stalled";

  /** Key of {@link NodeStatus#degraded} of a verifier that nobody can ask. */
  static final String NO_MAIN_NODES = "no-main-nodes";

  private static final Logger LOG = LoggerFactory.getLogger(ReplayHealth.class);

  private final NodeStatus status;
  private final ReplaySources sources;
  private final ReplayRecords.Sink sink;
  private boolean stalled;

  ReplayHealth(
      final NodeStatus status, final ReplaySources sources, final ReplayRecords.Sink sink) {
    this.status = status;
    this.sources = sources;
    this.sink = sink;
  }

  /**
   * @param verifies whether this node is a verifier, whom only configured main nodes may ask
   */
  void started(final boolean verifies) {
    if (!sources.isEmpty()) {
      return;
    }
    LOG.warn("no --plugin-zks-main-nodes: this node follows L1 only and takes no blocks by replay");
    if (verifies) {
      status.degraded(
          NO_MAIN_NODES,
          "this verifier has no --plugin-zks-main-nodes: it follows L1 only and nobody asks it to"
              + " sign");
    }
  }

  /** Looks once; called every second. */
  void watch() {
    if (sources.isEmpty()) {
      return;
    }
    sources
        .trouble(sources.isSilent() ? longestGap() : OptionalLong.empty())
        .ifPresentOrElse(this::stalled, this::recovered);
  }

  private OptionalLong longestGap() {
    try {
      return sink.longestRecentGap();
    } catch (final TemporaryException e) {
      LOG.debug("the pace of this node's chain is not known", e);
      return OptionalLong.empty();
    }
  }

  private void stalled(final String why) {
    stalled = true;
    status.degraded(DEGRADED_KEY, why);
  }

  private void recovered() {
    if (stalled) {
      stalled = false;
      status.recovered(DEGRADED_KEY);
    }
  }
}
