/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Builds blocks from L1's data. The engine hears in time what it will execute next, the rest of a
 * batch and the batch after it: what transactions a block has does not depend on those before it.
 */
final class BatchBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(BatchBuilder.class);

  private final ExecutionEngine engine;

  BatchBuilder(final ExecutionEngine engine) {
    this.engine = engine;
  }

  /**
   * Builds what is not here of a batch.
   *
   * @param present that many of its first blocks are here
   * @param after batches that L1 has after it
   * @return all its blocks
   */
  List<L2Block> build(final DerivedBatch batch, final int present, final List<VirtualBatch> after) {
    if (present < batch.inputs().size()) {
      batch.inputs().stream().skip(present).map(BlockInput::transactions).forEach(engine::prepare);
      after.stream().limit(1).forEach(this::prepare);
    }
    return extend(batch, present);
  }

  private void prepare(final VirtualBatch batch) {
    if (batch.forced().isPresent()) {
      return;
    }
    try {
      BatchCodec.decode(batch.batchL2Data()).stream()
          .map(BatchBlock::transactions)
          .forEach(engine::prepare);
    } catch (final BatchDecodeException e) {
      LOG.debug("batch {} is malformed, which is said when it is followed", batch.number(), e);
    }
  }

  private List<L2Block> extend(final DerivedBatch derived, final int present) {
    final List<L2Block> blocks = new ArrayList<>();
    L2Block parent = derived.parent();
    for (int i = 0; i < derived.inputs().size(); i++) {
      final BlockInput input = derived.inputs().get(i);
      parent =
          i < present
              ? engine.block(input.attributes().number()).orElseThrow()
              : build(input, parent.hash());
      blocks.add(parent);
    }
    return blocks;
  }

  private L2Block build(final BlockInput input, final Bytes32 parentHash) {
    final BlockResult result;
    try {
      result =
          engine.extend(
              input.attributes().withParent(parentHash), input.transactions(), Optional.empty());
    } catch (final BlockMismatchException e) {
      throw new IllegalStateException("no hash was expected", e);
    }
    result
        .skipped()
        .forEach(
            skipped ->
                LOG.info(
                    "block {}: transaction {} of the batch skipped: {}",
                    result.block().number(),
                    skipped.index(),
                    skipped.reason()));
    return result.block();
  }
}
