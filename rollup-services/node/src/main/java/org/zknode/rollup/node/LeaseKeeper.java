/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.status.NodeStatus;

/** Keeps the right to write into the state DB, or says for whom this node stands by. */
@NodeScope
final class LeaseKeeper {
  private static final String STANDBY = "standby";

  private final WriterLease lease;
  private final NodeStatus status;

  @Inject
  LeaseKeeper(final WriterLease lease, final NodeStatus status) {
    this.lease = lease;
    this.status = status;
  }

  /** How this node is called where another one waits for it. */
  static String describe(final NodeConfig config) {
    return "%s, process %s"
        .formatted(
            config.isMainNode() ? "main node" : "external node",
            ManagementFactory.getRuntimeMXBean().getName());
  }

  void step() {
    if (lease.renew()) {
      status.recovered(STANDBY);
      return;
    }
    status.degraded(
        STANDBY,
        "another process writes into this state DB (%s): this node writes nothing, and takes over"
                .formatted(lease.otherHolder().orElse("unknown"))
            + " when that one has given no sign of life for %d s"
                .formatted(WriterLease.TIME_TO_LIVE.toSeconds()));
  }
}
