/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.StateStore;

/** What was preconfirmed of the block after one that stays while its batch does not. */
record OpenPromise(Optional<BlockIntent> intent, List<BlockSlice> slices) {
  /**
   * @param head whose place in the chain is as ever
   */
  static OpenPromise after(final StateStore.Tx tx, final L2Block head) {
    final long number = head.number() + 1;
    return new OpenPromise(
        tx.blockIntents().find(number).filter(intent -> intent.parentHash().equals(head.hash())),
        tx.blockSlices().of(number));
  }

  /**
   * Stores it again after the batches were deleted.
   *
   * @param batch that it may be in; the sequencer knows which when it builds the block
   */
  void keep(final StateStore.Tx tx, final long batch) {
    if (intent.isEmpty() || slices.isEmpty()) {
      return;
    }
    final BlockIntent promised = intent.get();
    tx.blockSlices().deleteOf(promised.number());
    tx.blockIntents()
        .put(
            new BlockIntent(
                promised.number(),
                promised.parentHash(),
                promised.timestamp(),
                batch,
                promised.l1InfoTreeIndex()));
    slices.forEach(tx.blockSlices()::insert);
  }
}
