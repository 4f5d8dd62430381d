/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;

/** Since when something waits for the next batch because it does not fit the open one. */
final class BatchWait {
  /** After this long the open batch is closed for it, however little is in it. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private final Clock clock;
  private long batch;
  private long sinceMillis;

  BatchWait(final Clock clock) {
    this.clock = clock;
  }

  /** Something does not fit that batch. */
  void begins(final long number) {
    if (number != batch) {
      batch = number;
      sinceMillis = clock.millis();
    }
  }

  /** Whether something waits for the end of that batch for too long. */
  boolean isTooLong(final long number) {
    // A clock that jumped back begins anew.
    sinceMillis = Math.min(sinceMillis, clock.millis());
    return number == batch && clock.millis() - sinceMillis >= LONGEST.toMillis();
  }
}
