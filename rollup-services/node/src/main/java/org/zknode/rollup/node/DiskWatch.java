/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Duration;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.status.NodeStatus;

/** Says that the engine's disk fills up, before it is full. */
final class DiskWatch {
  static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final String DISK = "disk";

  private final DiskSpace space;
  private final NodeStatus status;

  DiskWatch(final DiskSpace space, final NodeStatus status) {
    this.space = space;
    this.status = status;
  }

  void step() {
    final DiskSpace.Room room = space.room();
    if (room.isLow()) {
      status.degraded(DISK, space.text(room));
    } else {
      status.recovered(DISK);
    }
  }
}
