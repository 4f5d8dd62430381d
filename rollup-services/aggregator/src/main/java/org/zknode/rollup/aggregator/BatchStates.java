/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VirtualBatch;

/** Looks up {@link BatchState}s in the state DB. */
final class BatchStates {
  private static final Set<String> OWN =
      ClosingReason.ofSequencer().stream()
          .map(ClosingReason::text)
          .collect(Collectors.toUnmodifiableSet());

  private final Bytes32 genesisStateRoot;
  private final Address coinbase;

  /**
   * @param coinbase of the blocks that this node's sequencer builds
   */
  BatchStates(final Bytes32 genesisStateRoot, final Address coinbase) {
    this.genesisStateRoot = genesisStateRoot;
    this.coinbase = coinbase;
  }

  /**
   * After that batch; 0 is the genesis. Empty while the batch is not both executed here and on L1
   * with the same data. A forced batch has the same data whoever sequences it, but the fees in it
   * go to him: while L1 has a stranger's in the place of our own, ours is about to be given up.
   */
  Optional<BatchState> after(final Tx tx, final long number) {
    if (number == 0) {
      return Optional.of(new BatchState(genesisStateRoot, AccInputHash.GENESIS, 0));
    }
    final Optional<VirtualBatch> virtual = tx.virtualBatches().find(number);
    final Optional<Batch> batch = tx.batches().find(number).filter(Batch::closed);
    if (virtual.isEmpty()
        || batch.isEmpty()
        || !virtual.get().batchL2Data().equals(batch.get().batchL2Data())
        || isOwn(batch.get()) && !virtual.get().coinbase().equals(coinbase)) {
      return Optional.empty();
    }
    return Optional.of(
        new BatchState(
            batch.get().stateRoot(), virtual.get().accInputHash(), batch.get().lastBlock()));
  }

  private static boolean isOwn(final Batch batch) {
    return batch.closingReason().filter(OWN::contains).isPresent();
  }
}
