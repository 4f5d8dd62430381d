/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;

/**
 * The right to change the local chain. Whoever extends or unwinds it ({@link Derivation}, {@link
 * TrustedSync}, the sequencer) does so inside {@link #exclusively}, so that engine and state DB
 * change together and nobody extends a head that another is about to replace.
 *
 * <p>A crash can leave the two apart. The truth order is engine before state DB
 * (docs/spec/chain-rules.md, "Who is right after a crash"), so {@link #reconcile} cuts rows that
 * the engine's chain does not have. The other direction (the engine has a block without a {@link
 * BlockInfo}) needs no repair: {@link TrustedSync} writes the row before the block, and {@link
 * Derivation} writes missing rows when it compares the chain with L1, from which the
 * l1InfoTreeIndex follows.
 */
public final class ChainWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ReentrantLock lock = new ReentrantLock(true);

  public ChainWriter(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  /** Runs the work while no other writer runs; may be nested. */
  public <T> T exclusively(final Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** The same without a result. */
  public void exclusively(final Runnable work) {
    exclusively(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * Deletes rows of blocks, and of batches with such blocks, that are not on the engine's canonical
   * chain. Cheap when there are none.
   */
  public void reconcile() {
    exclusively(
        () -> {
          final Optional<BlockInfo> last = store.read(tx -> tx.blocks().last());
          final long common = lastCommonBlock(last);
          final long stored = last.map(BlockInfo::number).orElse(0L);
          if (stored > common) {
            LOG.warn(
                "state DB has blocks up to {}, the engine's chain shares them up to {}: cut",
                stored,
                common);
            store.update(tx -> cutAbove(tx, common));
          }
        });
  }

  private long lastCommonBlock(final Optional<BlockInfo> last) {
    final long head = engine.head().number();
    Optional<BlockInfo> row = last;
    while (row.isPresent() && row.get().number() > 0) {
      final BlockInfo candidate = row.get();
      final Optional<L2Block> block =
          candidate.number() <= head ? engine.block(candidate.number()) : Optional.empty();
      if (block.map(L2Block::hash).filter(candidate.hash()::equals).isPresent()) {
        return candidate.number();
      }
      final long below = candidate.number() - 1;
      row = store.read(tx -> highestAtOrBelow(tx, Math.min(below, head)));
    }
    return 0;
  }

  private static Optional<BlockInfo> highestAtOrBelow(final StateStore.Tx tx, final long number) {
    for (long n = number; n > 0; n--) {
      final Optional<BlockInfo> row = tx.blocks().find(n);
      if (row.isPresent()) {
        return row;
      }
    }
    return Optional.empty();
  }

  /** Deletes the rows of all blocks above that one, and of the batches that contain them. */
  static void cutAbove(final StateStore.Tx tx, final long block) {
    long keep = tx.batches().last().map(Batch::number).orElse(0L);
    final long last = keep;
    while (tx.batches().find(keep).filter(batch -> batch.lastBlock() > block).isPresent()) {
      keep--;
    }
    if (keep < last) {
      BatchRows.deleteAboveKeepingBlocks(tx, keep, block);
    }
    tx.blocks().deleteAbove(block);
  }
}
