/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;

/** Whether an external node's row of a closed batch is what L1 and the engine say. */
final class BatchRowCheck {
  private BatchRowCheck() {}

  /**
   * @return what is wrong with the row of that batch; empty when nothing is
   */
  static Optional<String> fault(
      final StateStore.Tx tx, final ExecutionEngine engine, final long number) {
    final Optional<Batch> row = tx.batches().find(number).filter(Batch::closed);
    if (row.isEmpty()) {
      return wrong(number, "it has no row");
    }
    final Batch batch = row.get();
    final long before =
        number == 1
            ? 0
            : tx.batches().find(number - 1).map(Batch::lastBlock).orElse(batch.firstBlock() - 1);
    if (batch.firstBlock() != before + 1) {
      return wrong(
          number,
          "it starts with block %d, the one before ends with %d"
              .formatted(batch.firstBlock(), before));
    }
    if (tx.virtualBatches()
        .find(number)
        .map(VirtualBatch::batchL2Data)
        .filter(data -> !data.equals(batch.batchL2Data()))
        .isPresent()) {
      return wrong(number, "L1 has other data");
    }
    final Optional<L2Block> last = engine.block(batch.lastBlock());
    if (last.filter(block -> !block.stateRoot().equals(batch.stateRoot())).isPresent()) {
      return wrong(number, "the engine has another state root after it");
    }
    final List<Long> numbers = tx.blocks().ofBatch(number).stream().map(BlockInfo::number).toList();
    final boolean whole =
        numbers.size() == batch.lastBlock() - batch.firstBlock() + 1
            && (numbers.isEmpty() || numbers.getFirst() == batch.firstBlock());
    return whole ? Optional.empty() : wrong(number, "its blocks' rows are not its own");
  }

  private static Optional<String> wrong(final long number, final String what) {
    return Optional.of(
        "the row of batch %d does not fit: %s; it and those after it are made again from L1"
            .formatted(number, what));
  }
}
