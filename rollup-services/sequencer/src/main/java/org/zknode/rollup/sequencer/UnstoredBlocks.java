/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.pool.GivenUpTransactions;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * Blocks on the engine's chain, not on L1, that the state DB has no row of: the newest one after a
 * crash, many when the state DB was restored from a backup. They stay if what they were made from
 * can be found; other nodes and users have them. Else they are given up, and their transactions
 * wait again.
 */
final class UnstoredBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(UnstoredBlocks.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final TransactionPool pool;
  private final ChainConfig chain;
  private final ChainJournal journal;

  UnstoredBlocks(
      final ExecutionEngine engine,
      final StateStore store,
      final TransactionPool pool,
      final ChainConfig chain,
      final ChainJournal journal) {
    this.engine = engine;
    this.store = store;
    this.pool = pool;
    this.chain = chain;
    this.journal = journal;
  }

  /** The leaf that the block names, 0 for none; empty when the block cannot be in a batch. */
  Optional<Long> l1InfoTreeIndex(final L2Block block) {
    final Optional<Long> intended = intended(block);
    if (intended.isPresent()) {
      return intended;
    }
    if (!block.coinbase().equals(chain.coinbase()) || block.gasLimit() != chain.blockGasLimit()) {
      return Optional.empty();
    }
    final Optional<Bytes32> root = engine.l1InfoRoot(block.number());
    if (root.isEmpty()) {
      return isExecutedSo(block) ? Optional.of(0L) : Optional.empty();
    }
    return root.get().isZero()
        ? Optional.of(0L)
        : store.read(tx -> tx.l1InfoLeaves().byRoot(root.get())).map(L1InfoLeaf::index);
  }

  private Optional<Long> intended(final L2Block block) {
    return store
        .read(tx -> tx.blockIntents().find(block.number()))
        .filter(
            found ->
                found.parentHash().equals(block.parentHash())
                    && found.timestamp() == block.timestamp())
        .map(BlockIntent::l1InfoTreeIndex);
  }

  private boolean isExecutedSo(final L2Block block) {
    return engine
        .reExecute(List.of(new BlockInput(attributes(block, 0), block.transactions())))
        .getFirst()
        .block()
        .hash()
        .equals(block.hash());
  }

  /** What the block used of a batch's resources. */
  Resources used(final L2Block block, final long l1InfoTreeIndex) {
    return engine.meter(new BlockInput(attributes(block, l1InfoTreeIndex), block.transactions()));
  }

  private BlockAttributes attributes(final L2Block block, final long l1InfoTreeIndex) {
    return new BlockAttributes(
        block.number(),
        block.parentHash(),
        block.timestamp(),
        block.coinbase(),
        block.gasLimit(),
        l1InfoTreeIndex,
        store
            .read(tx -> tx.l1InfoLeaves().find(l1InfoTreeIndex))
            .map(L1InfoLeaf::l1InfoRoot)
            .orElse(Bytes32.ZERO));
  }

  /** Every step may be done again after a stop: the blocks go last. */
  void giveUpFrom(final long first, final long last) {
    long transactions = 0;
    for (long number = first; number <= last; number++) {
      final Optional<L2Block> block = engine.block(number);
      block.ifPresent(given -> GivenUpTransactions.store(pool, given.transactions()));
      transactions += block.map(given -> given.transactions().size()).orElse(0);
    }
    final String text =
        "blocks %d to %d are given up: the state DB does not know what block %d was made from; %d transactions wait again"
            .formatted(first, last, first, transactions);
    LOG.warn(text);
    journal.event("BLOCKS_GIVEN_UP", text);
    pool.unselectAbove(first - 1);
    engine.unwindTo(first - 1);
  }
}
