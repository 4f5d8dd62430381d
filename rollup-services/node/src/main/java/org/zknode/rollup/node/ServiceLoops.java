/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.status.NodeStatus;

/** Turns a role's step into a service that runs while this node may write. */
@NodeScope
final class ServiceLoops {
  /** One wait of a loop for the lease; short, because a node that stops waits for it. */
  private static final Duration STANDBY_WAIT = Duration.ofMillis(500);

  private final NodeStatus status;
  private final WriterLease lease;

  @Inject
  ServiceLoops(final NodeStatus status, final WriterLease lease) {
    this.status = status;
    this.lease = lease;
  }

  ServiceLoop every(final Duration interval, final String name, final ServiceLoop.Step step) {
    return everyAlsoOnStandby(
        interval,
        name,
        () -> {
          if (lease.awaitHeld(STANDBY_WAIT)) {
            step.run();
          }
        });
  }

  /** For what only reads, or decides itself. */
  ServiceLoop everyAlsoOnStandby(
      final Duration interval, final String name, final ServiceLoop.Step step) {
    return new ServiceLoop(name, interval, step, status);
  }

  /** Repeats the step at once for as long as it says that there is more to do. */
  ServiceLoop everyUntilDone(
      final Duration interval, final String name, final ServiceLoop.Work work) {
    return ServiceLoop.untilDone(
        name, interval, () -> lease.awaitHeld(STANDBY_WAIT) && work.run(), status);
  }
}
