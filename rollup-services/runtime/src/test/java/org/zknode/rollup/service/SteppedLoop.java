/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.zknode.rollup.status.NodeStatus;

/** A {@link ServiceLoop} without its thread: a simulation runs its steps. */
public final class SteppedLoop {
  private final ServiceLoop loop;

  /**
   * @param random jitter of the back-off
   */
  public SteppedLoop(
      final String name,
      final Duration interval,
      final ServiceLoop.Step step,
      final NodeStatus status,
      final RandomGenerator random) {
    this.loop = new ServiceLoop(name, interval, step, status, random);
  }

  /**
   * Runs the step once.
   *
   * @return how long to wait for the next one; empty when there is none
   */
  public Optional<Duration> step() {
    return loop.runStep();
  }
}
