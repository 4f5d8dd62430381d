/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore;

/** Changes to the rows of batches that the synchronizer's parts share. */
final class BatchRows {
  private BatchRows() {}

  /**
   * Deletes batches above that number, but keeps the rows of their blocks up to a block: the blocks
   * are on the local chain, only their batch is not known any more.
   */
  static void deleteAboveKeepingBlocks(
      final StateStore.Tx tx, final long batch, final long lastBlock) {
    final long lastBatch = tx.batches().last().map(b -> b.number()).orElse(0L);
    final List<BlockInfo> kept = new ArrayList<>();
    for (long number = batch + 1; number <= lastBatch; number++) {
      for (final BlockInfo block : tx.blocks().ofBatch(number)) {
        if (block.number() <= lastBlock) {
          kept.add(withBatch(block, 0));
        }
      }
    }
    tx.batches().deleteAbove(batch);
    kept.forEach(tx.blocks()::insert);
  }

  /**
   * Writes the rows of a batch that is on L1 and on the local chain; rows that are there stay, only
   * their batch is set.
   *
   * @param blocks all blocks of the batch in order
   */
  static Batch store(
      final StateStore.Tx tx, final DerivedBatch derived, final List<L2Block> blocks) {
    final long number = derived.batch().number();
    final Batch batch =
        new Batch(
            number,
            derived.firstBlock(),
            derived.lastBlock(),
            derived.batch().batchL2Data(),
            blocks.isEmpty() ? derived.parent().stateRoot() : blocks.getLast().stateRoot(),
            true,
            true,
            Optional.of(reason(derived).text()),
            derived.batch().forced());
    final Optional<Batch> present = tx.batches().find(number);
    if (present.filter(Batch::closed).isPresent()) {
      return present.get();
    }
    if (present.isPresent()) {
      tx.batches().update(batch);
    } else {
      tx.batches().insert(batch);
    }
    if (!blocks.isEmpty()) {
      storeBlocks(tx, derived, blocks);
    }
    return batch;
  }

  private static void storeBlocks(
      final StateStore.Tx tx, final DerivedBatch derived, final List<L2Block> blocks) {
    final long number = derived.batch().number();
    final Set<Long> present =
        tx.blocks().from(derived.firstBlock(), blocks.size()).stream()
            .map(BlockInfo::number)
            .collect(Collectors.toSet());
    final List<BlockInfo> missing = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      final L2Block block = blocks.get(i);
      if (!present.contains(block.number())) {
        missing.add(
            new BlockInfo(
                block.number(),
                block.hash(),
                number,
                block.timestamp(),
                derived.inputs().get(i).attributes().l1InfoTreeIndex(),
                block.transactions().size()));
      }
    }
    tx.blocks().insertAll(missing);
    if (missing.size() < blocks.size()) {
      tx.blocks().assignBatch(derived.firstBlock(), derived.lastBlock(), number);
    }
  }

  private static ClosingReason reason(final DerivedBatch derived) {
    return derived
        .batch()
        .forced()
        .map(
            forced ->
                forced.number() == 0 ? ClosingReason.SYNC_L1_INITIAL : ClosingReason.SYNC_L1_FORCED)
        .orElse(ClosingReason.SYNC_L1);
  }

  /** Last block of that batch; 0 for batch 0 (the genesis) and for a batch that is not here. */
  static long lastBlockOf(final StateStore.Tx tx, final long batch) {
    return tx.batches().find(batch).map(Batch::lastBlock).orElse(0L);
  }

  static BlockInfo withBatch(final BlockInfo block, final long batchNumber) {
    return new BlockInfo(
        block.number(),
        block.hash(),
        batchNumber,
        block.timestamp(),
        block.l1InfoTreeIndex(),
        block.transactionCount());
  }
}
