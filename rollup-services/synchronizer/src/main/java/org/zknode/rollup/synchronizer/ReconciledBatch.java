/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Up to which batch the local chain is known to be the one on L1.
 *
 * <p>On an external node that is its last batch row: such rows are written only after comparing,
 * and a reorg of L1 deletes them together with what they came from. On the main node rows come
 * before L1, so it is kept in memory; a restart compares again from the last verified batch on. The
 * accumulated input hash tells whether L1 still has the same batches up to there, the last block's
 * hash whether they still are here: L1 may lose a batch and bring the very same again, while what
 * was given up for it in between was built in another way.
 */
final class ReconciledBatch {
  /**
   * @param lastBlock of the batch's blocks and those before; empty when its row has none
   */
  private record Mark(long number, Bytes32 accInputHash, Optional<Bytes32> lastBlock) {}

  private final NodeKind kind;
  private final ExecutionEngine engine;
  private volatile Optional<Mark> mark = Optional.empty();

  ReconciledBatch(final NodeKind kind, final ExecutionEngine engine) {
    this.kind = kind;
    this.engine = engine;
  }

  long number(final StateStore.Tx tx) {
    if (kind == NodeKind.EXTERNAL) {
      return tx.batches().lastClosed().map(Batch::number).orElse(0L);
    }
    return mark.filter(known -> isStillOnL1(tx, known))
        .filter(known -> lastBlock(tx, known.number()).equals(known.lastBlock()))
        .map(Mark::number)
        .orElseGet(() -> lastVerified(tx));
  }

  /** The rows of that batch are there and are L1's. */
  void set(final StateStore store, final VirtualBatch batch) {
    if (kind == NodeKind.EXTERNAL) {
      return;
    }
    final Optional<Bytes32> last = store.read(tx -> lastBlock(tx, batch.number()));
    mark = Optional.of(new Mark(batch.number(), batch.accInputHash(), last));
  }

  private static Optional<Bytes32> lastBlock(final StateStore.Tx tx, final long batch) {
    return tx.batches()
        .find(batch)
        .filter(Batch::closed)
        .flatMap(row -> tx.blocks().find(row.lastBlock()))
        .map(BlockInfo::hash);
  }

  private static boolean isStillOnL1(final StateStore.Tx tx, final Mark known) {
    return tx.virtualBatches()
        .find(known.number())
        .filter(batch -> batch.accInputHash().equals(known.accInputHash()))
        .isPresent();
  }

  /**
   * The newest batch here whose proven state root and data L1 has too. Zero when the main node lost
   * its batches: then all of them are followed again.
   */
  private long lastVerified(final StateStore.Tx tx) {
    final long closed = tx.batches().lastClosed().map(Batch::number).orElse(0L);
    Optional<VerifiedBatch> verified = tx.verifiedBatches().atOrBelow(closed);
    while (verified.isPresent()) {
      final Optional<Batch> local = onL1(tx, verified.get());
      if (local.isPresent()) {
        return lastInEngine(tx, local.get());
      }
      verified = tx.verifiedBatches().atOrBelow(verified.get().number() - 1);
    }
    return 0;
  }

  private Optional<Batch> onL1(final StateStore.Tx tx, final VerifiedBatch verified) {
    final Optional<VirtualBatch> virtual = tx.virtualBatches().find(verified.number());
    return tx.batches()
        .find(verified.number())
        .filter(batch -> batch.closed() && batch.stateRoot().equals(verified.stateRoot()))
        .filter(
            batch ->
                virtual
                    .filter(
                        sequenced ->
                            sequenced.batchL2Data().equals(batch.batchL2Data())
                                && sequenced.forced().equals(batch.forced())
                                && hasCoinbase(batch, sequenced.coinbase()))
                    .isPresent());
  }

  /** Of a forced batch only the coinbase may tell who made it: whoever sequenced it names it. */
  private boolean hasCoinbase(final Batch batch, final Address coinbase) {
    return batch.lastBlock() < batch.firstBlock()
        || engine
            .block(batch.lastBlock())
            .map(block -> block.coinbase().equals(coinbase))
            // Lost by the engine: it is given to it again.
            .orElse(true);
  }

  /** An engine that lost its newest blocks is given those of virtual batches again. */
  private long lastInEngine(final StateStore.Tx tx, final Batch newest) {
    final long head = engine.head().number();
    Optional<Batch> batch = Optional.of(newest);
    while (batch.isPresent() && batch.get().lastBlock() > head) {
      batch = tx.batches().find(batch.get().number() - 1);
    }
    return batch.map(Batch::number).orElse(0L);
  }
}
