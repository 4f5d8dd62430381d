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

/**
 * Turns a role's step into a service that runs while this node may write and L1 has the rollup's
 * contracts.
 */
@NodeScope
final class ServiceLoops {
  /** One wait of a loop; short, because a node that stops waits for it. */
  private static final Duration WAIT = Duration.ofMillis(500);

  private final NodeStatus status;
  private final WriterLease lease;
  private final L1Deployment deployment;

  @Inject
  ServiceLoops(final NodeStatus status, final WriterLease lease, final L1Deployment deployment) {
    this.status = status;
    this.lease = lease;
    this.deployment = deployment;
  }

  ServiceLoop every(final Duration interval, final String name, final ServiceLoop.Step step) {
    return everyAlsoOnStandby(
        interval,
        name,
        () -> {
          if (mayRun()) {
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
    return ServiceLoop.untilDone(name, interval, () -> mayRun() && work.run(), status);
  }

  private boolean mayRun() throws InterruptedException {
    return deployment.await(WAIT) && lease.awaitHeld(WAIT);
  }
}
