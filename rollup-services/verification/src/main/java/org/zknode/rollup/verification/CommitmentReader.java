/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;

/** Commitments of the main node's closed batches, from state DB and engine. */
public final class CommitmentReader {
  private final ExecutionEngine engine;
  private final StateStore store;
  private final ExitRoots exitRoots;
  private final ChainConfig chain;
  private final L1Config l1;

  public CommitmentReader(
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain,
      final L1Config l1) {
    this.engine = engine;
    this.store = store;
    this.exitRoots = exitRoots;
    this.chain = chain;
    this.l1 = l1;
  }

  /**
   * @param batch closed, with at least one block
   */
  public BatchCommitment of(final Batch batch) {
    final List<BlockInfo> rows = store.read(tx -> tx.blocks().ofBatch(batch.number()));
    final Bytes previousData =
        batch.number() == 1
            ? Bytes.EMPTY
            : store
                .read(tx -> tx.batches().find(batch.number() - 1))
                .map(Batch::batchL2Data)
                .orElseThrow(
                    () ->
                        new TemporaryException(
                            "batch %d is not in the state DB".formatted(batch.number() - 1)));
    final L2Block parent = block(batch.firstBlock() - 1);
    return BatchCommitment.of(
        new BatchCommitment.Content(
            batch.number(),
            block(batch.firstBlock()),
            block(batch.lastBlock()),
            rows.stream().mapToLong(BlockInfo::transactionCount).sum(),
            batch.batchL2Data(),
            exitRoots.after(batch.lastBlock())),
        new BatchCommitment.Previous(parent, previousData, exitRoots.after(parent.number())),
        chain,
        l1);
  }

  private L2Block block(final long number) {
    return engine
        .block(number)
        .orElseThrow(
            () -> new TemporaryException("the engine does not give block %d".formatted(number)));
  }
}
