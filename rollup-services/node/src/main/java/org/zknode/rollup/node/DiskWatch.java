/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.engine.ExecutionEngine;
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

  /** Where the engine knows its disk. */
  static Set<RoleService> services(
      final ExecutionEngine engine, final NodeStatus status, final ServiceLoops loops) {
    return engine.disk().stream()
        .map(space -> new DiskWatch(space, status))
        .map(watch -> loops.everyAlsoOnStandby(INTERVAL, "disk-watch", watch::step))
        .map(loop -> new RoleService(RoleService.LEASE, loop))
        .collect(Collectors.toUnmodifiableSet());
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
