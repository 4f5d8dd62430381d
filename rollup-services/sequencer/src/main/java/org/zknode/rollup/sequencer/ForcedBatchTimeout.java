/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.RollupTerms;

/**
 * The consensus contract's forceBatchTimeout as it was last read. Its admin may shorten it, so it
 * is read again from time to time, by a loop of its own: building blocks must not wait for L1.
 */
public final class ForcedBatchTimeout implements LongSupplier {
  /** Before the first answer of L1, seconds: no forced batch is hurried. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(ForcedBatchTimeout.class);

  private final RollupTerms terms;
  private final AtomicLong seconds = new AtomicLong(UNKNOWN);

  public ForcedBatchTimeout(final RollupTerms terms) {
    this.terms = terms;
  }

  /**
   * Reads it from L1.
   *
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached
   */
  public void step() {
    final long now = terms.forceBatchTimeout();
    if (seconds.getAndSet(now) != now) {
      LOG.info("L1's timeout of forced batches is {} s", now);
    }
  }

  /** Seconds. */
  @Override
  public long getAsLong() {
    return seconds.get();
  }
}
