/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.zknode.devnet.Pause;

/** An attack's rate: a round begins so long after the one before it, if the nodes are that fast. */
final class Rounds {
  private static final Duration STEP = Duration.ofMillis(100);

  private Rounds() {}

  /**
   * Waits until the round is over, or the attack.
   *
   * @param startNanos when the round began
   */
  static void rest(final long startNanos, final Duration period, final BooleanSupplier goesOn) {
    long left = period.toNanos() - (System.nanoTime() - startNanos);
    while (left > 0 && goesOn.getAsBoolean()) {
      Pause.of(Duration.ofNanos(Math.min(left, STEP.toNanos())));
      left = period.toNanos() - (System.nanoTime() - startNanos);
    }
  }
}
