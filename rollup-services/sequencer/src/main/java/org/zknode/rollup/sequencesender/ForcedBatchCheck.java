/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;

/**
 * Whether L1's queue still has the forced batches that were built. Only an L1 reorg deeper than the
 * confirmations that the sequencer waited for can change that; the contract would refuse the whole
 * sequence.
 */
final class ForcedBatchCheck {
  private ForcedBatchCheck() {}

  /**
   * @return the batches before the first whose forced batch is not on L1 now
   */
  static List<Batch> upToMissing(final StateStore.Tx tx, final List<Batch> batches) {
    int count = 0;
    while (count < batches.size() && isOnL1(tx, batches.get(count))) {
      count++;
    }
    return List.copyOf(batches.subList(0, count));
  }

  private static boolean isOnL1(final StateStore.Tx tx, final Batch batch) {
    return batch.forced().isEmpty()
        || queued(tx, batch).filter(onL1 -> isSame(onL1, batch)).isPresent();
  }

  /** L1 has another one in its place, so that what was built on it can never go to L1. */
  static boolean isReplaced(final StateStore.Tx tx, final Batch batch) {
    return queued(tx, batch).filter(onL1 -> !isSame(onL1, batch)).isPresent();
  }

  private static Optional<ForcedBatch> queued(final StateStore.Tx tx, final Batch batch) {
    return batch.forced().flatMap(built -> tx.forcedBatches().find(built.number()));
  }

  private static boolean isSame(final ForcedBatch onL1, final Batch batch) {
    return onL1.input().equals(batch.forced().orElseThrow())
        && onL1.batchL2Data().equals(batch.batchL2Data());
  }
}
