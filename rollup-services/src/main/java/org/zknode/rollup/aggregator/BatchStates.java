/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VirtualBatch;

/** Looks up {@link BatchState}s in the state DB. */
final class BatchStates {
  private final Bytes32 genesisStateRoot;

  BatchStates(final Bytes32 genesisStateRoot) {
    this.genesisStateRoot = genesisStateRoot;
  }

  /**
   * After that batch; 0 is the genesis. Empty while the batch is not both executed here and on L1
   * with the same data.
   */
  Optional<BatchState> after(final Tx tx, final long number) {
    if (number == 0) {
      return Optional.of(new BatchState(genesisStateRoot, AccInputHash.GENESIS));
    }
    final Optional<VirtualBatch> virtual = tx.virtualBatches().find(number);
    final Optional<Batch> batch = tx.batches().find(number).filter(Batch::closed);
    if (virtual.isEmpty()
        || batch.isEmpty()
        || !virtual.get().batchL2Data().equals(batch.get().batchL2Data())) {
      return Optional.empty();
    }
    return Optional.of(new BatchState(batch.get().stateRoot(), virtual.get().accInputHash()));
  }
}
