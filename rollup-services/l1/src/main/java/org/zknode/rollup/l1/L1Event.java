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

/** An event of our L1 contracts, decoded (docs/spec/l1-contracts.md, "Events"). */
public sealed interface L1Event {
  L1BlockRef block();

  Bytes32 transactionHash();

  /** Batches became virtual: their data and order are decided. */
  sealed interface Sequencing extends L1Event
      permits SequenceBatches, SequenceForceBatches, InitialSequenceBatches {
    /** Number of the last batch that is sequenced now. */
    long lastBatch();
  }

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
      implements Sequencing {
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

  /**
   * ForceBatch(uint64 indexed forceBatchNum, bytes32 lastGlobalExitRoot, address sequencer, bytes
   * transactions), with the calldata of its transaction where the event leaves the data out.
   *
   * @param number position in the contract's queue, first is 1
   * @param sender who forced it
   * @param transactions data of the batch, without a block header
   */
  record ForceBatch(
      L1BlockRef block,
      Bytes32 transactionHash,
      long number,
      Bytes32 lastGlobalExitRoot,
      Address sender,
      Bytes transactions)
      implements L1Event {}

  /**
   * SequenceForceBatches(uint64 indexed numBatch): somebody sequenced the next forced batches of
   * the queue. Which ones, and their data, follow from the queue. Their coinbase is the caller of
   * the contract, which the event does not tell.
   *
   * @param callers accounts that may have been it: sender and recipient of the L1 transaction, and
   *     whoever called the contract in a trace of it
   * @param complete one of the callers must have been it; false when a trace was needed and no
   *     endpoint has one
   */
  record SequenceForceBatches(
      L1BlockRef block,
      Bytes32 transactionHash,
      long lastBatch,
      List<Address> callers,
      boolean complete)
      implements Sequencing {
    public SequenceForceBatches {
      callers = List.copyOf(callers);
    }

    /** One of the callers was it. */
    public SequenceForceBatches(
        final L1BlockRef block,
        final Bytes32 transactionHash,
        final long lastBatch,
        final List<Address> callers) {
      this(block, transactionHash, lastBatch, callers, true);
    }
  }

  /**
   * A batch that the contract itself sequenced: InitialSequenceBatches(bytes transactions, bytes32
   * lastGlobalExitRoot, address sequencer), batch 1, by the creation of the rollup; or
   * UpdateEtrogSequence(uint64 numBatch, bytes transactions, bytes32 lastGlobalExitRoot, address
   * sequencer), by its upgrade from a former fork.
   *
   * @param lastBatch its number
   * @param sequencer coinbase of the batch
   */
  record InitialSequenceBatches(
      L1BlockRef block,
      Bytes32 transactionHash,
      long lastBatch,
      Bytes transactions,
      Bytes32 lastGlobalExitRoot,
      Address sequencer)
      implements Sequencing {

    /** Batch 1. */
    public InitialSequenceBatches(
        final L1BlockRef block,
        final Bytes32 transactionHash,
        final Bytes transactions,
        final Bytes32 lastGlobalExitRoot,
        final Address sequencer) {
      this(block, transactionHash, 1, transactions, lastGlobalExitRoot, sequencer);
    }
  }

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
