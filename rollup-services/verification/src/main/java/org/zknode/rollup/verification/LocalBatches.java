/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;

/**
 * Batch data as an external node's own chain gives it. Which blocks make a batch is known from the
 * request, and for the previous batch from the last request, from L1, or by trying. Thread-safe.
 */
final class LocalBatches {
  /** Batches whose data is remembered, up to 120 kB each; only the one before is asked for. */
  private static final int MAX_REMEMBERED = 8;

  /** Blocks that are tried as first block of the previous batch; each try hashes its data. */
  private static final int MAX_TRIED_BLOCKS = 2048;

  /** The L1 contract's limit of batch data. */
  private static final int MAX_BATCH_BYTES = 120_000;

  /** Forced batches that are tried; those that wait on L1 are few, because forcing costs a fee. */
  private static final int MAX_TRIED_FORCED = 1000;

  private record Known(long lastBlock, Bytes batchL2Data) {}

  private final ExecutionEngine engine;
  private final StateStore store;
  private final Map<Long, Known> remembered = new LinkedHashMap<>();

  LocalBatches(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  L2Block block(final long number) throws RefusedException {
    return engine
        .block(number)
        .orElseThrow(() -> new RefusedException("Missing records for block " + number));
  }

  /** The encoding of these blocks of our chain. */
  Bytes batchL2Data(final long firstBlock, final long lastBlock) throws RefusedException {
    block(lastBlock);
    final List<BatchBlock> blocks = new ArrayList<>();
    long parentTimestamp = block(firstBlock - 1).timestamp();
    for (long number = firstBlock; number <= lastBlock; number++) {
      final L2Block block = block(number);
      blocks.add(batchBlock(block, parentTimestamp));
      parentTimestamp = block.timestamp();
    }
    return BatchCodec.encode(blocks);
  }

  /**
   * The forced batch that this one block is made from, as far as L1 tells this node of it.
   *
   * @param matches whether the main node committed to it
   * @return empty when none matches: an ordinary batch
   */
  Optional<ForcedBatch> forced(
      final long firstBlock, final long lastBlock, final Predicate<ForcedBatch> matches) {
    if (firstBlock != lastBlock) {
      return Optional.empty();
    }
    return waiting().stream().filter(matches).findFirst();
  }

  private List<ForcedBatch> waiting() {
    return store.read(
        tx -> tx.forcedBatches().from(tx.virtualBatches().lastForced() + 1, MAX_TRIED_FORCED));
  }

  private BatchBlock batchBlock(final L2Block block, final long parentTimestamp)
      throws RefusedException {
    final long number = block.number();
    final BlockInfo row =
        store
            .read(tx -> tx.blocks().find(number))
            .filter(found -> found.hash().equals(block.hash()))
            .orElseThrow(() -> new RefusedException("Missing records for block " + number));
    return new BatchBlock(
        block.timestamp() - parentTimestamp, row.l1InfoTreeIndex(), block.transactions());
  }

  synchronized void remember(final long batchNumber, final long lastBlock, final Bytes data) {
    remembered.put(batchNumber, new Known(lastBlock, data));
    while (remembered.size() > MAX_REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
  }

  /**
   * The data of the batch that ends with that block.
   *
   * @param matches whether the data is the one that the main node committed to
   * @return empty when no run of own blocks up to that one matches
   */
  Optional<Bytes> endingAt(
      final long batchNumber, final long lastBlock, final Predicate<Bytes> matches)
      throws RefusedException {
    // Each source by itself: a remembered batch that L1 decided against hides none of the others.
    final Optional<Bytes> known =
        remembered(batchNumber, lastBlock)
            .filter(matches)
            .or(() -> stored(batchNumber, lastBlock).filter(matches))
            .or(() -> waiting().stream().map(ForcedBatch::batchL2Data).filter(matches).findFirst());
    return known.isPresent() ? known : byTrying(lastBlock, matches);
  }

  private Optional<Bytes> stored(final long batchNumber, final long lastBlock) {
    return store
        .read(tx -> tx.batches().find(batchNumber))
        .filter(batch -> batch.closed() && batch.lastBlock() == lastBlock)
        .map(batch -> batch.batchL2Data());
  }

  private synchronized Optional<Bytes> remembered(final long batchNumber, final long lastBlock) {
    return Optional.ofNullable(remembered.get(batchNumber))
        .filter(known -> known.lastBlock() == lastBlock)
        .map(Known::batchL2Data);
  }

  private Optional<Bytes> byTrying(final long lastBlock, final Predicate<Bytes> matches)
      throws RefusedException {
    Bytes data = Bytes.EMPTY;
    L2Block block = block(lastBlock);
    for (int tried = 0; tried < MAX_TRIED_BLOCKS && block.number() > 0; tried++) {
      final L2Block parent = block(block.number() - 1);
      data =
          Bytes.wrap(
              Bytes.concatenate(
                      BatchCodec.encode(List.of(batchBlock(block, parent.timestamp()))), data)
                  .toArrayUnsafe());
      if (data.size() > MAX_BATCH_BYTES) {
        return Optional.empty();
      }
      if (matches.test(data)) {
        return Optional.of(data);
      }
      block = parent;
    }
    return Optional.empty();
  }
}
