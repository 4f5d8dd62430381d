/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing delays between tries, with jitter so that many nodes do not retry in step. */
final class BackOff {
  /** After the first failure. */
  static final Duration INITIAL = Duration.ofMillis(250);

  /**
   * Longest delay: so much later than the repair of whatever failed a node is whole again, and a
   * request of each role in that time is no load for what is still broken. What asks for more rest,
   * an L1 endpoint with Retry-After, gets it elsewhere.
   */
  static final Duration MAX = Duration.ofSeconds(10);

  /** Smallest part of a delay that is waited; the rest is jitter. */
  private static final double MIN_PART = 0.5;

  private final RandomGenerator random;
  private Duration next = INITIAL;

  BackOff(final RandomGenerator random) {
    this.random = random;
  }

  /** The next delay: between half of 250 ms, 500 ms, 1 s, … 8 s, 10 s and all of it. */
  Duration next() {
    final Duration full = next;
    next = full.multipliedBy(2).compareTo(MAX) > 0 ? MAX : full.multipliedBy(2);
    final double part = MIN_PART + (1 - MIN_PART) * random.nextDouble();
    return Duration.ofNanos((long) (full.toNanos() * part));
  }

  void reset() {
    next = INITIAL;
  }
}
