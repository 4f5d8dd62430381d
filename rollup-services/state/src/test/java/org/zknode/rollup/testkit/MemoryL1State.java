/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore.ForcedBatches;
import org.zknode.rollup.state.StateStore.L1Blocks;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;
import org.zknode.rollup.state.StateStore.VerifiedBatches;
import org.zknode.rollup.state.StateStore.VirtualBatches;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** Tables l1_block, exit_root, virtual_batch, verified_batch and forced_batch. */
final class MemoryL1State {
  private final MemoryTable<Long, L1BlockRef> blocks;
  private final MemoryTable<Long, L1InfoLeaf> leaves;
  private final MemoryTable<Long, VirtualBatch> virtualBatches;
  private final MemoryTable<Long, VerifiedBatch> verifiedBatches;
  private final MemoryTable<Long, ForcedBatch> forcedBatches;

  MemoryL1State(final MemoryTable.Undo undo) {
    this.blocks = new MemoryTable<>("l1_block", undo);
    this.leaves = new MemoryTable<>("exit_root", undo);
    this.virtualBatches = new MemoryTable<>("virtual_batch", undo);
    this.verifiedBatches = new MemoryTable<>("verified_batch", undo);
    this.forcedBatches = new MemoryTable<>("forced_batch", undo);
  }

  private void requireBlock(final long l1Block) {
    blocks.require(blocks.contains(l1Block), "23503", "no L1 block " + l1Block);
  }

  L1Blocks blocks() {
    return new L1Blocks() {
      @Override
      public void insert(final L1BlockRef block) {
        if (blocks.find(block.number()).filter(b -> b.hash().equals(block.hash())).isEmpty()) {
          blocks.insert(block.number(), block);
        }
      }

      @Override
      public Optional<L1BlockRef> last() {
        return blocks.last();
      }

      @Override
      public Optional<L1BlockRef> atOrBelow(final long number) {
        return blocks.atOrBelow(number);
      }

      @Override
      public void deleteAbove(final long number) {
        leaves.removeIf(row -> row.l1Block() > number);
        virtualBatches.removeIf(row -> row.l1Block() > number);
        verifiedBatches.removeIf(row -> row.l1Block() > number);
        forcedBatches.removeIf(row -> row.l1Block() > number);
        blocks.removeAbove(number);
      }
    };
  }

  L1InfoLeaves leaves() {
    return new L1InfoLeaves() {
      @Override
      public void insert(final L1InfoLeaf leaf) {
        leaves.require(leaf.index() >= 1, "23514", "check");
        leaves.require(byRoot(leaf.l1InfoRoot()).isEmpty(), "23505", "duplicate root");
        leaves.insert(leaf.index(), leaf);
        requireBlock(leaf.l1Block());
      }

      @Override
      public Optional<L1InfoLeaf> find(final long index) {
        return leaves.find(index);
      }

      @Override
      public Optional<L1InfoLeaf> last() {
        return leaves.last();
      }

      @Override
      public Optional<L1InfoLeaf> lastAtOrBelowL1Block(final long l1Block) {
        return leaves.all().stream()
            .filter(leaf -> leaf.l1Block() <= l1Block)
            .reduce((a, b) -> b.l1Block() >= a.l1Block() ? b : a);
      }

      @Override
      public Optional<L1InfoLeaf> byRoot(final Bytes32 l1InfoRoot) {
        return leaves.lastWhere(leaf -> leaf.l1InfoRoot().equals(l1InfoRoot));
      }

      @Override
      public Optional<L1InfoLeaf> byGlobalExitRoot(final Bytes32 globalExitRoot) {
        return leaves.all().stream()
            .filter(leaf -> leaf.globalExitRoot().equals(globalExitRoot))
            .findFirst();
      }

      @Override
      public List<L1InfoLeaf> from(final long index, final int limit) {
        return leaves.all().stream().filter(leaf -> leaf.index() >= index).limit(limit).toList();
      }

      @Override
      public List<L1InfoLeaf> upTo(final long index) {
        return leaves.all().stream().filter(leaf -> leaf.index() <= index).toList();
      }
    };
  }

  VirtualBatches virtualBatches() {
    return new VirtualBatches() {
      @Override
      public void insert(final VirtualBatch batch) {
        virtualBatches.require(
            batch.number() >= 1
                && batch.number() >= batch.sequenceFrom()
                && batch.number() <= batch.sequenceTo(),
            "23514",
            "check");
        virtualBatches.insert(batch.number(), batch);
        requireBlock(batch.l1Block());
      }

      @Override
      public long lastForced() {
        return virtualBatches.all().stream()
            .flatMap(batch -> batch.forced().stream())
            .mapToLong(ForcedInput::number)
            .max()
            .orElse(0);
      }

      @Override
      public Optional<VirtualBatch> find(final long number) {
        return virtualBatches.find(number);
      }

      @Override
      public Optional<VirtualBatch> last() {
        return virtualBatches.last();
      }

      @Override
      public List<VirtualBatch> from(final long number, final int limit) {
        return virtualBatches.from(number).stream().limit(limit).toList();
      }
    };
  }

  VerifiedBatches verifiedBatches() {
    return new VerifiedBatches() {
      @Override
      public void insert(final VerifiedBatch batch) {
        verifiedBatches.require(batch.number() >= 1, "23514", "check");
        verifiedBatches.insert(batch.number(), batch);
        requireBlock(batch.l1Block());
      }

      @Override
      public Optional<VerifiedBatch> last() {
        return verifiedBatches.last();
      }

      @Override
      public Optional<VerifiedBatch> covering(final long number) {
        return verifiedBatches.atOrAbove(number);
      }

      @Override
      public Optional<VerifiedBatch> atOrBelow(final long number) {
        return verifiedBatches.atOrBelow(number);
      }
    };
  }

  ForcedBatches forcedBatches() {
    return new ForcedBatches() {
      @Override
      public void insert(final ForcedBatch batch) {
        forcedBatches.require(batch.number() >= 1, "23514", "check");
        forcedBatches.insert(batch.number(), batch);
        requireBlock(batch.l1Block());
      }

      @Override
      public Optional<ForcedBatch> find(final long number) {
        return forcedBatches.find(number);
      }

      @Override
      public Optional<ForcedBatch> last() {
        return forcedBatches.last();
      }

      @Override
      public List<ForcedBatch> from(final long number, final int limit) {
        return forcedBatches.from(number).stream().limit(limit).toList();
      }
    };
  }
}
