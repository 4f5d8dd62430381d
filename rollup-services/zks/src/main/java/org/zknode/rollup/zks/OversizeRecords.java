/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zknode.rollup.status.NodeStatus;

/**
 * The peers whose replay waits for a record that no message carries. The node is DEGRADED for as
 * long as there is one: such a peer gets the block from L1 only, when its batch is sequenced.
 */
final class OversizeRecords {
  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "zks-oversize-record";

  private final NodeStatus status;
  private final Map<Object, String> waiting = new LinkedHashMap<>();

  OversizeRecords(final NodeStatus status) {
    this.status = status;
  }

  /**
   * @param text names the block, its size, the limit and the peer
   */
  synchronized void waits(final Object peer, final String text) {
    waiting.put(peer, text);
    publish();
  }

  /** That peer got it, or went; no effect when it did not wait. */
  synchronized void over(final Object peer) {
    if (waiting.remove(peer) != null) {
      publish();
    }
  }

  private void publish() {
    if (waiting.isEmpty()) {
      status.recovered(DEGRADED_KEY);
    } else {
      status.degraded(
          DEGRADED_KEY,
          "%s for it to come from L1 (peers that wait: %d)"
              .formatted(waiting.values().iterator().next(), waiting.size()));
    }
  }
}
