/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Whether L1's queue still has the forced batches that were built. Only an L1 reorg deeper than the
 * confirmations that the sequencer waited for can change that; the contract would refuse the whole
 * sequence.
 */
final class ForcedBatchCheck {
  private ForcedBatchCheck() {}

  /**
   * @return the batches before the first whose forced batch is not on L1 now
   * @throws CriticalException L1 has another one in its place, so that what was built on it can
   *     never go to L1
   */
  static List<Batch> upToMissing(final StateStore.Tx tx, final List<Batch> batches) {
    int count = 0;
    while (count < batches.size() && isOnL1(tx, batches.get(count))) {
      count++;
    }
    return List.copyOf(batches.subList(0, count));
  }

  private static boolean isOnL1(final StateStore.Tx tx, final Batch batch) {
    if (batch.forced().isEmpty()) {
      return true;
    }
    final ForcedInput built = batch.forced().get();
    final Optional<ForcedBatch> onL1 = tx.forcedBatches().find(built.number());
    if (onL1.isPresent()
        && !(onL1.get().input().equals(built)
            && onL1.get().batchL2Data().equals(batch.batchL2Data()))) {
      throw new CriticalException(
          new Halt(
              HaltCode.FORCED_BATCH_REPLACED,
              SequenceSender.OWNER,
              "an L1 reorg replaced a forced batch that was built already",
              "batch %d: built from %s with %d bytes, L1 block %d has %s with %d bytes"
                  .formatted(
                      batch.number(),
                      built,
                      batch.batchL2Data().size(),
                      onL1.get().l1Block(),
                      onL1.get().input(),
                      onL1.get().batchL2Data().size())));
    }
    return onL1.isPresent();
  }
}
