/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutedLists;
import org.zknode.rollup.engine.Execution;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StoredOrigins;

/**
 * How far the local chain agrees with what follows from L1.
 *
 * @param equalBlocks that many first blocks of the batch are on the local chain
 * @param difference the first local block that is another one than L1 says; empty when the local
 *     chain is equal, or just shorter
 */
record ChainComparison(int equalBlocks, Optional<Difference> difference) {

  /**
   * @param derived what L1 says, in words
   */
  record Difference(L2Block local, String derived) {}

  /**
   * @throws StateUnavailableException the states that it takes to compare are gone, and nothing
   *     tells that these blocks were executed from this data
   */
  static ChainComparison of(
      final DerivedBatch batch, final ExecutionEngine engine, final StateStore store) {
    final List<BlockInput> inputs = batch.inputs();
    final List<L2Block> local = new ArrayList<>();
    boolean certain = true;
    for (final BlockInput input : inputs) {
      final Optional<L2Block> block = engine.block(input.attributes().number());
      if (block.isEmpty()) {
        break;
      }
      if (!sameAttributes(block.get(), input.attributes(), engine)) {
        return new ChainComparison(local.size(), Optional.of(difference(block.get(), input)));
      }
      certain &= isCertain(block.get(), input, engine, store);
      local.add(block.get());
    }
    return certain
        ? new ChainComparison(local.size(), Optional.empty())
        : byExecution(local, batch, engine, store);
  }

  private static boolean sameAttributes(
      final L2Block block, final BlockAttributes attributes, final ExecutionEngine engine) {
    return block.timestamp() == attributes.timestamp()
        && block.gasLimit() == attributes.gasLimit()
        && block.coinbase().equals(attributes.coinbase())
        && engine
            .l1InfoRoot(block.number())
            .filter(root -> !root.equals(attributes.l1InfoRoot()))
            .isEmpty();
  }

  /**
   * Header fields and transactions decide the hash, except that a batch may carry transactions
   * which execution skips. Where the engine's headers do not show the L1 info root (the leaf of an
   * index can change in an L1 reorg), only the block's row tells that it names none.
   */
  private static boolean isCertain(
      final L2Block block,
      final BlockInput input,
      final ExecutionEngine engine,
      final StateStore store) {
    if (!block.transactions().equals(input.transactions())) {
      return false;
    }
    if (engine.l1InfoRoot(block.number()).isPresent()) {
      return true;
    }
    return input.attributes().l1InfoTreeIndex() == 0
        && store
            .read(tx -> tx.blocks().find(block.number()))
            .filter(row -> row.hash().equals(block.hash()) && row.l1InfoTreeIndex() == 0)
            .isPresent();
  }

  private static ChainComparison byExecution(
      final List<L2Block> local,
      final DerivedBatch batch,
      final ExecutionEngine engine,
      final StateStore store) {
    final List<BlockInput> inputs = batch.inputs();
    final ExecutedLists stored = new StoredOrigins(store);
    final List<ExecutionEngine.BlockResult> results =
        Execution.again(
            engine,
            inputs.subList(0, local.size()),
            (block, transactions) ->
                stored.gave(block, transactions) || isChecked(batch, block, store));
    for (int i = 0; i < local.size(); i++) {
      final L2Block derived = results.get(i).block();
      if (!derived.hash().equals(local.get(i).hash())) {
        return new ChainComparison(
            i,
            Optional.of(
                new Difference(
                    local.get(i),
                    "hash %s, state root %s, %d transactions, l1InfoTreeIndex %d"
                        .formatted(
                            derived.hash(),
                            derived.stateRoot(),
                            derived.transactions().size(),
                            inputs.get(i).attributes().l1InfoTreeIndex()))));
      }
    }
    return new ChainComparison(local.size(), Optional.empty());
  }

  /** Whether a batch with exactly this data was executed here and gave that block. */
  private static boolean isChecked(
      final DerivedBatch batch, final Bytes32 block, final StateStore store) {
    return store.read(
        tx ->
            tx.batches()
                    .find(batch.batch().number())
                    .filter(Batch::checked)
                    .filter(row -> MainNodeBatches.isEqual(row, batch))
                    .isPresent()
                && tx.blocks().ofBatch(batch.batch().number()).stream()
                    .anyMatch(row -> row.hash().equals(block)));
  }

  private static Difference difference(final L2Block local, final BlockInput input) {
    final BlockAttributes derived = input.attributes();
    return new Difference(
        local,
        "timestamp %d, coinbase %s, gas limit %d, l1InfoTreeIndex %d, %d transactions"
            .formatted(
                derived.timestamp(),
                derived.coinbase(),
                derived.gasLimit(),
                derived.l1InfoTreeIndex(),
                input.transactions().size()));
  }
}
