/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;

/**
 * How long an external node waits for its main nodes.
 *
 * @param patience silence after which the next main node is asked besides
 * @param leave a main node that stays behind this node's own chain for this long is left
 * @param worry without a good source for this long, the node is DEGRADED
 * @param overdue shortest silence that may be told from an idle chain
 * @param steady a replay that lasts so long was not refused: whatever comes is awaited
 * @param restMin how long a main node is not asked after its first failure; it doubles
 * @param restMax the longest such time
 */
record ReplayTimes(
    Duration patience,
    Duration leave,
    Duration worry,
    Duration overdue,
    Duration steady,
    Duration restMin,
    Duration restMax) {
  static final ReplayTimes DEFAULT =
      new ReplayTimes(
          Duration.ofSeconds(3),
          Duration.ofSeconds(8),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  /** Blocks that an idle chain makes in this many of its longest gaps are late. */
  static final int GAPS = 3;
}
