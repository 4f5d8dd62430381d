/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.time.Duration;
import java.util.Optional;

/**
 * The right to write into a state DB: one process at a time has it, each under an epoch of its own,
 * and what a process writes after another has taken it over is refused by the database. It is kept
 * by {@link #renew}, and free when its holder gives no sign of life for {@link #TIME_TO_LIVE}.
 */
public interface WriterLease {
  /**
   * How long a holder may be silent: longer than a pause of the process or a slow answer, shorter
   * than users wait for a node that takes over.
   */
  Duration TIME_TO_LIVE = Duration.ofSeconds(5);

  /** How often {@link #renew} has to be called: of the holder's, one may be lost. */
  Duration RENEWAL = Duration.ofSeconds(2);

  /**
   * Keeps the lease, or takes it when it is free.
   *
   * @return whether it is held now
   * @throws org.zknode.rollup.service.TemporaryException the database does not answer; who held the
   *     lease before goes on, because each of its writes is checked
   * @throws IllegalArgumentException a node of another kind uses this state DB
   */
  boolean renew();

  /** As far as this process knows; the database decides at each write. */
  boolean isHeld();

  /** Waits until it is held; false when it is not in that time. */
  boolean awaitHeld(Duration timeout) throws InterruptedException;

  /** Role, process and host of the one that had it instead when it was asked for last. */
  Optional<String> otherHolder();
}
