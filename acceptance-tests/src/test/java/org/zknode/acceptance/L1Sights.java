/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.zknode.devnet.process.JsonRpc;

/** Which L2 block was the newest when a node saw an L1 block; watches until it is closed. */
final class L1Sights implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final JsonRpc node;
  private final ConcurrentSkipListMap<Long, Long> heads = new ConcurrentSkipListMap<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private L1Sights(final JsonRpc node) {
    this.node = node;
  }

  static L1Sights of(final JsonRpc node) {
    final L1Sights sights = new L1Sights(node);
    sights.thread.scheduleWithFixedDelay(sights::look, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
    return sights;
  }

  /** What the node does not answer now it answers later. */
  private void look() {
    node.tryCall("zknode_status")
        .map(status -> status.path("l1").path("number").asLong())
        .filter(block -> !heads.containsKey(block))
        .ifPresent(block -> heads.put(block, Facts.head(node)));
  }

  /** The newest L2 block when the node had that L1 block, or one after it. */
  long headAt(final long l1Block) {
    return heads.ceilingEntry(l1Block).getValue();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
