/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BatchDerivationException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;

/**
 * What a virtual batch says the chain is.
 *
 * @param parent last block before the batch
 * @param inputs its blocks in order; none for a batch whose data is malformed, one for a forced
 *     batch
 * @param malformed why there are no blocks, or why the block of a forced batch has no transactions
 */
record DerivedBatch(
    VirtualBatch batch, L2Block parent, List<BlockInput> inputs, Optional<String> malformed) {
  DerivedBatch {
    inputs = List.copyOf(inputs);
  }

  long firstBlock() {
    return parent.number() + 1;
  }

  long lastBlock() {
    return parent.number() + inputs.size();
  }

  /** Data from which no blocks follow (it is on L1 all the same) leaves the state as it was. */
  static DerivedBatch of(
      final VirtualBatch batch,
      final L2Block parent,
      final ChainConfig chain,
      final StateStore.Tx tx) {
    final ChainConfig ofSequence = chain.withCoinbase(batch.coinbase());
    if (batch.forced().isPresent()) {
      final ForcedDerivation forced =
          ForcedDerivation.of(batch.batchL2Data(), batch.forced().get(), parent, ofSequence);
      return new DerivedBatch(batch, parent, List.of(forced.input()), forced.malformed());
    }
    final long newestLeaf =
        tx.l1InfoLeaves().byRoot(batch.l1InfoRoot()).map(L1InfoLeaf::index).orElse(0L);
    try {
      final List<BlockInput> inputs =
          BatchDerivation.derive(
              BatchCodec.decode(batch.batchL2Data()),
              parent,
              ofSequence,
              index -> root(tx, index, newestLeaf));
      if (!inputs.isEmpty() && inputs.getLast().attributes().timestamp() > batch.timestampLimit()) {
        return malformed(
            batch,
            parent,
            "its last block has timestamp %d, the sequence's limit is %d"
                .formatted(inputs.getLast().attributes().timestamp(), batch.timestampLimit()));
      }
      return new DerivedBatch(batch, parent, inputs, Optional.empty());
    } catch (final BatchDecodeException | BatchDerivationException e) {
      return malformed(batch, parent, e.getMessage());
    }
  }

  private static DerivedBatch malformed(
      final VirtualBatch batch, final L2Block parent, final String reason) {
    return new DerivedBatch(batch, parent, List.of(), Optional.of(reason));
  }

  /** Only leaves that are in the tree of the sequence's l1InfoRoot exist for its batches. */
  private static Optional<Bytes32> root(
      final StateStore.Tx tx, final long index, final long newestLeaf) {
    return index > newestLeaf
        ? Optional.empty()
        : tx.l1InfoLeaves().find(index).map(L1InfoLeaf::l1InfoRoot);
  }
}
