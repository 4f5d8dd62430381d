/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;

/**
 * Marks the transactions of stored blocks as selected in the pool DB. After a start it goes over
 * the newest blocks again, because the pool is the last to be written.
 */
final class PoolMarker {
  /** Blocks before the first that was marked in this process. */
  private static final long UNKNOWN = -1;

  private static final Logger LOG = LoggerFactory.getLogger(PoolMarker.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final TransactionPool pool;
  private long markedUpTo = UNKNOWN;

  PoolMarker(final ExecutionEngine engine, final StateStore store, final TransactionPool pool) {
    this.engine = engine;
    this.store = store;
    this.pool = pool;
  }

  /**
   * @return up to which block all are marked
   */
  long markUpTo(final long number) {
    if (markedUpTo == UNKNOWN) {
      giveBackAbove(number);
      markedUpTo = beforeNewestBatches();
    }
    // After an unwind the numbers above are blocks of another content.
    markedUpTo = Math.min(markedUpTo, number);
    while (markedUpTo < number) {
      mark(markedUpTo + 1);
      markedUpTo++;
    }
    return markedUpTo;
  }

  /** A main node that was rebuilt from L1 alone lacks the blocks that had not reached it. */
  private void giveBackAbove(final long number) {
    final int lost = pool.unselectAbove(number);
    if (lost > 0) {
      LOG.warn("{} transactions of lost blocks above {} are pending again", lost, number);
    }
  }

  /** The last two batches are more than a crash can leave unmarked, which is one block. */
  private long beforeNewestBatches() {
    return store
        .read(
            tx ->
                tx.batches()
                    .last()
                    .map(last -> tx.batches().find(last.number() - 1).orElse(last))
                    .map(Batch::firstBlock))
        .map(first -> first - 1)
        .orElse(0L);
  }

  private void mark(final long number) {
    final L2Block block =
        engine
            .block(number)
            .orElseThrow(
                () ->
                    new TemporaryException("the engine does not give block %d".formatted(number)));
    final List<Bytes32> hashes = block.transactions().stream().map(Keccak256::hash).toList();
    if (!hashes.isEmpty()) {
      pool.markSelected(hashes, number);
    }
  }
}
