/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.state.L1BlockRef;

/** An event of our L1 contracts, decoded (spec zkevm-node 3.1, 3.5). */
public sealed interface L1Event {
  L1BlockRef block();

  Bytes32 transactionHash();

  /**
   * SequenceBatches(uint64 indexed numBatch, bytes32 l1InfoRoot) with the calldata of its
   * transaction.
   *
   * @param lastBatch number of the last batch of the sequence
   * @param batches data of the batches in order; the first has number lastBatch - size + 1
   * @param maxSequenceTimestamp timestamp limit of all its batches, seconds
   */
  record SequenceBatches(
      L1BlockRef block,
      Bytes32 transactionHash,
      long lastBatch,
      Bytes32 l1InfoRoot,
      List<SequencedBatch> batches,
      long maxSequenceTimestamp,
      long initSequencedBatch,
      Address coinbase)
      implements L1Event {
    public SequenceBatches {
      batches = List.copyOf(batches);
    }
  }

  /** BatchData of sequenceBatches; the forced fields are zero for a normal batch. */
  record SequencedBatch(
      Bytes transactions,
      Bytes32 forcedGlobalExitRoot,
      long forcedTimestamp,
      Bytes32 forcedBlockHashL1) {}

  /** VerifyBatches of the consensus contract. */
  record VerifyBatches(
      L1BlockRef block,
      Bytes32 transactionHash,
      long numBatch,
      Bytes32 stateRoot,
      Address aggregator)
      implements L1Event {}

  /** UpdateL1InfoTree of the global exit root manager. */
  record UpdateL1InfoTree(
      L1BlockRef block, Bytes32 transactionHash, Bytes32 mainnetExitRoot, Bytes32 rollupExitRoot)
      implements L1Event {}
}
