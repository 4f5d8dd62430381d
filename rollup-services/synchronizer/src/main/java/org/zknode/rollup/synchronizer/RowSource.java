/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;

/** What the row of a block of the own chain has to be. */
record RowSource(ExecutionEngine engine) {

  /**
   * @param present the row that is there
   * @return empty when nothing tells the block's l1InfoTreeIndex
   */
  Optional<BlockInfo> of(
      final StateStore.Tx tx, final L2Block block, final Optional<BlockInfo> present) {
    final Optional<BlockInfo> ofThisBlock = present.filter(row -> row.hash().equals(block.hash()));
    final Optional<Bytes32> root = engine.l1InfoRoot(block.number());
    if (ofThisBlock.filter(row -> fits(tx, row, block, root)).isPresent()) {
      return ofThisBlock;
    }
    final Optional<Batch> batch = covering(tx, block.number());
    return index(tx, block.number(), root, ofThisBlock, batch)
        .map(
            index ->
                new BlockInfo(
                    block.number(),
                    block.hash(),
                    batch.map(Batch::number).orElse(0L),
                    block.timestamp(),
                    index,
                    block.transactions().size()));
  }

  private static boolean fits(
      final StateStore.Tx tx,
      final BlockInfo row,
      final L2Block block,
      final Optional<Bytes32> root) {
    return row.timestamp() == block.timestamp()
        && row.transactionCount() == block.transactions().size()
        && root.map(known -> rootOf(tx, row.l1InfoTreeIndex()).filter(known::equals).isPresent())
            .orElse(true);
  }

  private static Optional<Bytes32> rootOf(final StateStore.Tx tx, final long index) {
    return index == 0
        ? Optional.of(Bytes32.ZERO)
        : tx.l1InfoLeaves().find(index).map(L1InfoLeaf::l1InfoRoot);
  }

  private static Optional<Long> index(
      final StateStore.Tx tx,
      final long number,
      final Optional<Bytes32> root,
      final Optional<BlockInfo> ofThisBlock,
      final Optional<Batch> batch) {
    if (root.isPresent()) {
      return root.get().isZero()
          ? Optional.of(0L)
          : tx.l1InfoLeaves().byRoot(root.get()).map(L1InfoLeaf::index);
    }
    // Nothing contradicts what the row says of the index.
    return ofThisBlock
        .map(BlockInfo::l1InfoTreeIndex)
        .or(() -> batch.flatMap(known -> indexOnL1(tx, known, number)));
  }

  private static Optional<Long> indexOnL1(
      final StateStore.Tx tx, final Batch batch, final long number) {
    final Optional<VirtualBatch> virtual = tx.virtualBatches().find(batch.number());
    if (virtual.isEmpty()) {
      return Optional.empty();
    }
    if (virtual.get().forced().isPresent()) {
      return Optional.of(0L);
    }
    try {
      final List<BatchBlock> blocks = BatchCodec.decode(virtual.get().batchL2Data());
      final long position = number - batch.firstBlock();
      return position < blocks.size()
          ? Optional.of(blocks.get((int) position).l1InfoTreeIndex())
          : Optional.empty();
    } catch (final BatchDecodeException e) {
      return Optional.empty();
    }
  }

  /** The closed batch that has that block. */
  private static Optional<Batch> covering(final StateStore.Tx tx, final long number) {
    Optional<Batch> batch = tx.batches().lastClosed();
    while (batch.isPresent() && batch.get().firstBlock() > number) {
      batch = tx.batches().find(batch.get().number() - 1);
    }
    return batch.filter(known -> known.lastBlock() >= number);
  }
}
