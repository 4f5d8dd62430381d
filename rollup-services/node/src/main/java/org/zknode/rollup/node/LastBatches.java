/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** How far the batches are. Thread-safe. */
final class LastBatches {
  /**
   * Numbers of the newest batches, 0 before the first. Not a number while the database cannot be
   * reached.
   */
  record Numbers(double closed, double virtual, double verified) {
    private static final Numbers UNKNOWN = new Numbers(Double.NaN, Double.NaN, Double.NaN);
  }

  private final StateStore store;
  private final Remembered<Numbers> numbers;

  LastBatches(final StateStore store, final Clock clock) {
    this.store = store;
    this.numbers = new Remembered<>(this::read, Numbers.UNKNOWN, clock);
  }

  Numbers numbers() {
    return numbers.get();
  }

  private Numbers read() {
    return store.read(
        tx ->
            new Numbers(
                tx.batches().lastClosed().map(Batch::number).orElse(0L),
                tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L),
                tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L)));
  }
}
