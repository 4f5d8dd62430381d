/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.ForcedInput;

/**
 * A batch as this node knows it (trusted, or derived from L1). Its L1 life is in {@link
 * VirtualBatch} and {@link VerifiedBatch}.
 *
 * @param number first batch is 1; 0 is the genesis state
 * @param firstBlock first L2 block; equals lastBlock + 1 for a batch without blocks
 * @param lastBlock last L2 block so far
 * @param batchL2Data etrog encoding (docs/spec/batch-data.md), of a forced batch its transactions
 *     without a block header; while open, of the blocks so far (from which an engine that lost its
 *     newest blocks gets them back)
 * @param stateRoot after the last block
 * @param closed false while the sequencer still adds blocks
 * @param checked the whole batch was executed again to the same root after it was closed
 * @param closingReason one of {@link ClosingReason}'s texts, empty while open
 * @param forced what L1 fixed for it; empty for a batch of the sequencer
 */
public record Batch(
    long number,
    long firstBlock,
    long lastBlock,
    Bytes batchL2Data,
    Bytes32 stateRoot,
    boolean closed,
    boolean checked,
    Optional<String> closingReason,
    Optional<ForcedInput> forced) {

  /** A batch that was not forced. */
  public Batch(
      final long number,
      final long firstBlock,
      final long lastBlock,
      final Bytes batchL2Data,
      final Bytes32 stateRoot,
      final boolean closed,
      final boolean checked,
      final Optional<String> closingReason) {
    this(
        number,
        firstBlock,
        lastBlock,
        batchL2Data,
        stateRoot,
        closed,
        checked,
        closingReason,
        Optional.empty());
  }

  /** As far as this row tells; later stages are in other rows. */
  public BatchStage stage() {
    if (!closed) {
      return BatchStage.OPEN;
    }
    return checked ? BatchStage.CHECKED : BatchStage.CLOSED;
  }

  /**
   * The same batch with one more block.
   *
   * @param data what the block adds to the batch's
   * @param root after it
   */
  public Batch with(final long block, final Bytes data, final Bytes32 root) {
    return new Batch(
        number,
        firstBlock,
        block,
        Bytes.concatenate(batchL2Data, data),
        root,
        closed,
        checked,
        closingReason,
        forced);
  }

  /**
   * The same batch, closed now and not yet checked.
   *
   * @throws IllegalStateException it is not open
   */
  public Batch closedBy(final ClosingReason reason) {
    stage().requireNext(number, BatchStage.CLOSED);
    return new Batch(
        number,
        firstBlock,
        lastBlock,
        batchL2Data,
        stateRoot,
        true,
        false,
        Optional.of(reason.text()),
        forced);
  }

  /**
   * The same batch after the check.
   *
   * @throws IllegalStateException it is not closed, or checked already
   */
  public Batch afterCheck() {
    stage().requireNext(number, BatchStage.CHECKED);
    return new Batch(
        number, firstBlock, lastBlock, batchL2Data, stateRoot, closed, true, closingReason, forced);
  }
}
