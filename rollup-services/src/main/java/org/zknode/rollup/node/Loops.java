/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.status.NodeStatus;

/** Turns a role's step into a service. */
@NodeScope
final class Loops {
  private final NodeStatus status;

  @Inject
  Loops(final NodeStatus status) {
    this.status = status;
  }

  ServiceLoop every(final Duration interval, final String name, final ServiceLoop.Step step) {
    return new ServiceLoop(name, interval, step, status);
  }

  /** Repeats the step at once for as long as it says that there is more to do. */
  Service everyUntilDone(final Duration interval, final String name, final BooleanSupplier step) {
    return every(
        interval,
        name,
        () -> {
          while (step.getAsBoolean() && !status.isHalted()) {
            if (Thread.interrupted()) {
              throw new InterruptedException();
            }
          }
        });
  }
}
