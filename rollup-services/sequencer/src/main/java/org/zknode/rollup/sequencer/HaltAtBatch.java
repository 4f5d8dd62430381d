/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Stops the sequencer before a batch, for an upgrade that all nodes make at the same batch
 * (docs/spec/sequencing.md, "Halt before a batch"). Blocks end at once; the node goes on sending
 * and proving until L1 has verified what was built, and halts then, so that the upgrade starts with
 * nothing under way.
 */
final class HaltAtBatch {
  private final StateStore store;
  private final long batch;

  /**
   * @param batch number of the first batch that must not be opened; 0 = none
   */
  HaltAtBatch(final StateStore store, final long batch) {
    this.store = store;
    this.batch = batch;
  }

  /**
   * @param next number of the batch that is about to be opened
   * @throws TemporaryException it must not be, and earlier batches are still to be verified
   * @throws CriticalException all earlier batches are verified
   */
  void check(final long next) {
    if (batch == 0 || next < batch) {
      return;
    }
    final long verified =
        store.read(tx -> tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L));
    if (verified < next - 1) {
      throw new TemporaryException(
          "no batch from %d on is opened (halt-at-batch); batch %d is the last, verified on L1 is batch %d"
              .formatted(batch, next - 1, verified));
    }
    throw new CriticalException(
        new Halt(
            HaltCode.HALT_AT_BATCH,
            Sequencer.LOCK,
            "halt-at-batch %d is reached".formatted(batch),
            "batch %d is the last one, and it is verified on L1".formatted(next - 1)));
  }
}
