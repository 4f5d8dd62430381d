/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How often a batch may end before its time because of what needs much of a resource. Gas is no
 * measure of a resource: calls for some ten thousand gas each could end every block's batch, and
 * each batch costs its check, its signatures and its proof. So one batch may end so, and the one
 * after it, in the time of four; until then batches are sparing, see {@link
 * org.zknode.rollup.engine.ResourceBudget}. In memory: a restart allows it once more.
 */
final class EarlyClosings {
  /** Where batches last longer, it is twice a minute. */
  private static final Duration LONGEST_BATCH = Duration.ofSeconds(15);

  private static final int BATCHES = 4;

  private final Clock clock;
  private final long intervalMillis;
  private long nextMillis = Long.MIN_VALUE;

  /** The batch after this one has room for whatever it was that did not fit. */
  private OptionalLong freshAfter = OptionalLong.empty();

  private long fresh;

  /**
   * @param batchTimeout how long a batch lasts
   */
  EarlyClosings(final Clock clock, final Duration batchTimeout) {
    this.clock = clock;
    final Duration batch = batchTimeout.compareTo(LONGEST_BATCH) < 0 ? batchTimeout : LONGEST_BATCH;
    this.intervalMillis = batch.multipliedBy(BATCHES).toMillis();
  }

  /**
   * Whether this batch may end for what needs much.
   *
   * @param batch the open one, or the one that is opened next; not a forced one
   */
  boolean mayEnd(final long batch) {
    if (freshAfter.isPresent() && batch > freshAfter.getAsLong()) {
      freshAfter = OptionalLong.empty();
      fresh = batch;
    }
    // A clock that jumped back begins anew.
    nextMillis = Math.min(nextMillis, clock.millis() + intervalMillis);
    return batch == fresh || clock.millis() >= nextMillis;
  }

  /** That batch has ended because of a resource, or of something that did not fit. */
  void ended(final long batch) {
    if (batch != fresh && clock.millis() >= nextMillis) {
      nextMillis = clock.millis() + intervalMillis;
      freshAfter = OptionalLong.of(batch);
    }
  }
}
