/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Duration;

/**
 * What relaying may hold of this node, whatever the node at the other end does.
 *
 * @param connect longest time for a connection
 * @param answer longest time for a transaction over all URLs, and for any other call
 * @param pause after no answer nothing is sent for so long; then one probe decides
 * @param inFlight transactions on their way at the same time; each holds a thread of the host
 */
public record RelayLimits(Duration connect, Duration answer, Duration pause, int inFlight) {
  /**
   * Besu has 20 threads for JSON-RPC: fewer than half of them ever wait for another node. An answer
   * may take somewhat longer than the other node waits for its database, which it then can tell.
   */
  public static final RelayLimits DEFAULT =
      new RelayLimits(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(1), 8);
}
