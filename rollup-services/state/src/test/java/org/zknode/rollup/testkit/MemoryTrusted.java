/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.ExitRootChange;
import org.zknode.rollup.state.StateStore.BatchResources;
import org.zknode.rollup.state.StateStore.BatchWitnesses;
import org.zknode.rollup.state.StateStore.Batches;
import org.zknode.rollup.state.StateStore.BlockIntents;
import org.zknode.rollup.state.StateStore.BlockOrigins;
import org.zknode.rollup.state.StateStore.BlockSlices;
import org.zknode.rollup.state.StateStore.Blocks;
import org.zknode.rollup.state.StateStore.ExitRootChanges;

/** Tables batch, l2_block, block_intent, block_slice, block_origin and exit_root_change. */
final class MemoryTrusted {
  private final MemoryTable<Long, Batch> batches;
  private final MemoryTable<Long, BlockInfo> blocks;
  private final MemoryTable<Bytes32, Long> hashes;
  private final MemoryTable<Long, BlockIntent> intents;
  private final MemoryTable<SliceKey, BlockSlice> slices;
  private final MemoryTable<Long, Resources> resources;
  private final MemoryTable<Long, ExecutionWitness> witnesses;
  private final MemoryTable<Bytes, BlockOrigin> origins;
  private final MemoryTable<Bytes32, ExitRootChange> exitRoots;

  private record SliceKey(long block, int index) implements Comparable<SliceKey> {
    @Override
    public int compareTo(final SliceKey other) {
      return Comparator.comparingLong(SliceKey::block)
          .thenComparingInt(SliceKey::index)
          .compare(this, other);
    }
  }

  MemoryTrusted(final MemoryTable.Undo undo) {
    this.batches = new MemoryTable<>("batch", undo);
    this.blocks = new MemoryTable<>("l2_block", undo);
    this.hashes = new MemoryTable<>("l2_block_hash", undo);
    this.intents = new MemoryTable<>("block_intent", undo);
    this.slices = new MemoryTable<>("block_slice", undo);
    this.resources = new MemoryTable<>("batch_resources", undo);
    this.witnesses = new MemoryTable<>("batch_witness", undo);
    this.origins = new MemoryTable<>("block_origin", undo);
    this.exitRoots = new MemoryTable<>("exit_root_change", undo);
  }

  private void removeBlock(final BlockInfo block) {
    blocks.remove(block.number());
    hashes.remove(block.hash());
  }

  Batches batches(final MemoryProofs proofs, final MemoryWork work) {
    return new Batches() {
      @Override
      public void insert(final Batch batch) {
        check(batch);
        batches.insert(batch.number(), batch);
      }

      private void check(final Batch batch) {
        batches.require(
            batch.number() >= 0 && batch.lastBlock() >= batch.firstBlock() - 1, "23514", "check");
      }

      @Override
      public void update(final Batch batch) {
        if (!batches.contains(batch.number())) {
          throw Batches.missing(batch.number());
        }
        check(batch);
        batches.put(batch.number(), batch);
      }

      @Override
      public void append(
          final long number, final long block, final Bytes data, final Bytes32 stateRoot) {
        batches.put(
            number,
            batches
                .find(number)
                .filter(batch -> !batch.closed() && batch.lastBlock() == block - 1)
                .orElseThrow(() -> Batches.notNext(number, block))
                .with(block, data, stateRoot));
      }

      @Override
      public void close(final long number, final ClosingReason reason) {
        batches.put(number, existing(number).closedBy(reason));
      }

      @Override
      public void markChecked(final long number) {
        batches.put(number, existing(number).afterCheck());
      }

      private Batch existing(final long number) {
        return batches.find(number).orElseThrow(() -> Batches.missing(number));
      }

      @Override
      public Optional<Batch> find(final long number) {
        return batches.find(number);
      }

      @Override
      public Optional<Batch> last() {
        return batches.last();
      }

      @Override
      public Optional<Batch> lastClosed() {
        return batches.lastWhere(Batch::closed);
      }

      @Override
      public List<Batch> closedFrom(final long number, final int limit) {
        return batches.from(number).stream().filter(Batch::closed).limit(limit).toList();
      }

      @Override
      public Extent above(final long number) {
        final java.util.Collection<Batch> above = batches.from(number + 1);
        return new Extent(
            above.size(), above.stream().mapToLong(batch -> batch.batchL2Data().size()).sum());
      }

      @Override
      public long lastForced() {
        return batches.all().stream()
            .flatMap(batch -> batch.forced().stream())
            .mapToLong(ForcedInput::number)
            .max()
            .orElse(0);
      }

      @Override
      public void deleteAbove(final long number) {
        blocks.all().stream()
            .filter(block -> block.batchNumber() > number)
            .toList()
            .forEach(MemoryTrusted.this::removeBlock);
        intents.removeIf(intent -> intent.batchNumber() > number);
        cascade();
        work.deleteSignaturesAbove(number);
        proofs.deleteAbove(number);
        resources.removeAbove(number);
        witnesses.removeAbove(number);
        batches.removeAbove(number);
      }
    };
  }

  BatchResources resources() {
    return new BatchResources() {
      @Override
      public void add(final long batch, final Resources used) {
        resources.require(batches.contains(batch), "23503", "foreign key batch " + batch);
        resources.put(batch, resources.find(batch).map(used::plus).orElse(used));
      }

      @Override
      public Optional<Resources> find(final long batch) {
        return resources.find(batch);
      }
    };
  }

  BatchWitnesses witnesses() {
    return new BatchWitnesses() {
      @Override
      public void put(final long batch, final ExecutionWitness witness) {
        witnesses.require(batches.contains(batch), "23503", "foreign key batch " + batch);
        witnesses.put(batch, witness);
      }

      @Override
      public Optional<ExecutionWitness> find(final long batch) {
        return witnesses.find(batch);
      }

      @Override
      public void deleteUpTo(final long batch) {
        witnesses.removeUpTo(batch);
      }
    };
  }

  Blocks blocks() {
    return new Blocks() {
      @Override
      public void insert(final BlockInfo block) {
        blocks.require(block.number() >= 0, "23514", "check");
        blocks.insert(block.number(), block);
        hashes.insert(block.hash(), block.number());
      }

      @Override
      public void insertAll(final List<BlockInfo> blocks) {
        blocks.forEach(this::insert);
      }

      @Override
      public void put(final BlockInfo block) {
        blocks.find(block.number()).ifPresent(MemoryTrusted.this::removeBlock);
        hashes.find(block.hash()).flatMap(blocks::find).ifPresent(MemoryTrusted.this::removeBlock);
        insert(block);
      }

      @Override
      public List<BlockInfo> from(final long number, final int limit) {
        return blocks.from(number).stream().limit(limit).toList();
      }

      @Override
      public Optional<BlockInfo> find(final long number) {
        return blocks.find(number);
      }

      @Override
      public Optional<BlockInfo> last() {
        return blocks.last();
      }

      @Override
      public void assignBatch(final long firstBlock, final long lastBlock, final long batch) {
        final List<BlockInfo> changed = new ArrayList<>();
        for (final BlockInfo block : blocks.from(firstBlock)) {
          if (block.number() > lastBlock) {
            break;
          }
          changed.add(
              new BlockInfo(
                  block.number(),
                  block.hash(),
                  batch,
                  block.timestamp(),
                  block.l1InfoTreeIndex(),
                  block.transactionCount()));
        }
        changed.forEach(block -> blocks.put(block.number(), block));
      }

      @Override
      public List<BlockInfo> ofBatch(final long batchNumber) {
        return blocks.all().stream().filter(block -> block.batchNumber() == batchNumber).toList();
      }

      @Override
      public long highestL1InfoTreeIndex() {
        return blocks.all().stream().mapToLong(BlockInfo::l1InfoTreeIndex).max().orElse(0);
      }

      @Override
      public Optional<BlockInfo> lastWithL1InfoLeaf() {
        return blocks.all().stream()
            .filter(block -> block.l1InfoTreeIndex() > 0)
            .max(
                Comparator.comparingLong(BlockInfo::l1InfoTreeIndex)
                    .thenComparingLong(BlockInfo::number));
      }

      @Override
      public void deleteAbove(final long number) {
        List.copyOf(blocks.from(number + 1)).forEach(MemoryTrusted.this::removeBlock);
      }
    };
  }

  BlockOrigins origins() {
    return new BlockOrigins() {
      private Bytes key(final BlockOrigin origin) {
        return Bytes.concatenate(origin.blockHash(), origin.transactionsHash());
      }

      @Override
      public void insertIfAbsent(final BlockOrigin origin) {
        if (!origins.contains(key(origin))) {
          origins.insert(key(origin), origin);
        }
      }

      @Override
      public boolean contains(final BlockOrigin origin) {
        return origins.contains(key(origin));
      }
    };
  }

  ExitRootChanges exitRootChanges() {
    return new ExitRootChanges() {
      @Override
      public void insertIfAbsent(final ExitRootChange change) {
        if (!exitRoots.contains(change.blockHash())) {
          exitRoots.insert(change.blockHash(), change);
        }
      }

      @Override
      public List<ExitRootChange> atOrBelow(
          final long blockNumber, final int skip, final int limit) {
        return exitRoots.all().stream()
            .filter(change -> change.blockNumber() <= blockNumber)
            .sorted(Comparator.comparing(ExitRootChange::blockNumber).reversed())
            .skip(skip)
            .limit(limit)
            .toList();
      }
    };
  }

  BlockIntents intents() {
    return new BlockIntents() {
      @Override
      public void put(final BlockIntent intent) {
        intents.put(intent.number(), intent);
      }

      @Override
      public Optional<BlockIntent> find(final long number) {
        return intents.find(number);
      }

      @Override
      public boolean putUnlessPromised(final BlockIntent intent) {
        if (slices().count(intent.number()) > 0) {
          return false;
        }
        put(intent);
        return true;
      }

      @Override
      public int deleteUpTo(final long number) {
        final int promised = slices().count(number);
        intents.removeUpTo(number);
        cascade();
        return promised;
      }
    };
  }

  private void cascade() {
    slices.removeIf(slice -> !intents.contains(slice.blockNumber()));
  }

  BlockSlices slices() {
    return new BlockSlices() {
      @Override
      public void insert(final BlockSlice slice) {
        slices.require(slice.index() >= 0, "23514", "check");
        final SliceKey key = new SliceKey(slice.blockNumber(), slice.index());
        slices.require(!slices.contains(key), "23505", "duplicate key " + key);
        slices.require(
            intents.contains(slice.blockNumber()), "23503", "foreign key " + slice.blockNumber());
        slices.insert(key, slice);
      }

      @Override
      public int count(final long blockNumber) {
        return of(blockNumber).size();
      }

      @Override
      public List<BlockSlice> of(final long blockNumber) {
        return slices.all().stream().filter(slice -> slice.blockNumber() == blockNumber).toList();
      }

      @Override
      public void deleteOf(final long blockNumber) {
        slices.removeIf(slice -> slice.blockNumber() == blockNumber);
      }
    };
  }
}
