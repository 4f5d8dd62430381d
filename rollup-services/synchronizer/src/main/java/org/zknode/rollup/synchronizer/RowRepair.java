/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.NodeStatus;

/**
 * Compares an external node's rows of blocks and batches with its engine and with L1, and mends
 * what does not fit: a verifier signs from them, and a missing one would keep settlement waiting
 * for ever. Done once at the start, and for the blocks of a batch that the verifier refused.
 *
 * <p>A row follows from the engine's block and, for its l1InfoTreeIndex, from the L1 info root in
 * the header; where headers do not have it, from the batch on L1. What neither has is taken off the
 * chain again, so that the replay or L1 brings it once more.
 */
public final class RowRepair {
  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "state-rows";

  /** Newest blocks that are looked at when a node starts. */
  static final long START_BLOCKS = 512;

  /**
   * Newest closed batches that are looked at when a node starts; all that are not verified, too.
   */
  static final long START_BATCHES = 64;

  /** Blocks for which the chain stands still at a time. */
  private static final int CHUNK = 64;

  private static final Logger LOG = LoggerFactory.getLogger(RowRepair.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainWriter writer;
  private final RowSource rows;
  private final NodeStatus status;
  private final InstantSource clock;
  private boolean startIsChecked;
  private Optional<Bytes32> refetched = Optional.empty();
  // A block whose row is a reason now; written by whoever has the writer's lock.
  private volatile OptionalLong unknown = OptionalLong.empty();

  public RowRepair(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final InstantSource clock) {
    this.engine = engine;
    this.store = store;
    this.writer = writer;
    this.rows = new RowSource(engine);
    this.status = status;
    this.clock = clock;
  }

  /**
   * Looks at the newest rows once, and at what could not be mended again; what is not needed now is
   * left to L1.
   */
  public void step() {
    if (startIsChecked) {
      unknown.ifPresent(number -> look(number, number, false));
      return;
    }
    final long head = engine.head().number();
    look(Math.max(1, head - START_BLOCKS), head, false);
    writer.exclusively(() -> checkBatches(head));
    startIsChecked = true;
  }

  /**
   * Looks at the rows of these blocks, because a batch with them is not signed.
   *
   * @return whether something was wrong and is mended
   */
  public boolean mend(final long firstBlock, final long lastBlock) {
    return look(firstBlock, Math.min(lastBlock, engine.head().number()), true);
  }

  /**
   * Takes off a block, and those behind it, that nothing here tells the forced batch of: it may
   * have come before L1 told of the batch, and the engine may have its parent's state no more. When
   * the replay brings it again, it is found out.
   *
   * @param hash of that block
   * @return false when it is on L1 or not on the chain, or was taken off before in vain
   */
  public boolean refetch(final long number, final Bytes32 hash) {
    return writer.exclusively(() -> isRefetched(number, hash));
  }

  private boolean isRefetched(final long number, final Bytes32 hash) {
    final long onL1 = store.read(tx -> tx.batches().lastClosed()).map(Batch::lastBlock).orElse(0L);
    if (number <= onL1
        || refetched.filter(hash::equals).isPresent()
        || engine.block(number).filter(block -> block.hash().equals(hash)).isEmpty()) {
      return false;
    }
    refetched = Optional.of(hash);
    takeOff(
        number,
        Derivation.BLOCKS_TAKEN_OFF,
        "whether block %d is what a forced batch gives cannot be told any more: back to block %d, the replay brings it again"
            .formatted(number, number - 1));
    return true;
  }

  private boolean look(final long firstBlock, final long last, final boolean needed) {
    boolean mended = false;
    for (long from = Math.max(1, firstBlock); from <= last; from += CHUNK) {
      final long first = from;
      final long until = Math.min(last, from + CHUNK - 1);
      mended |= writer.exclusively(() -> mendChunk(first, until, needed));
    }
    return mended;
  }

  private boolean mendChunk(final long first, final long last, final boolean needed) {
    final Map<Long, BlockInfo> present = new HashMap<>();
    store
        .read(tx -> tx.blocks().from(first, (int) (last - first + 1)))
        .forEach(row -> present.put(row.number(), row));
    final List<BlockInfo> fixed = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      final Optional<L2Block> block = engine.block(number);
      if (block.isEmpty()) {
        break;
      }
      final Optional<BlockInfo> row = Optional.ofNullable(present.get(number));
      final Optional<BlockInfo> right = store.read(tx -> rows.of(tx, block.get(), row));
      if (right.isPresent() && unknown.equals(OptionalLong.of(number))) {
        unknown = OptionalLong.empty();
        status.recovered(DEGRADED_KEY);
      }
      if (right.isPresent() && !right.equals(row)) {
        fixed.add(right.get());
      } else if (right.isEmpty() && needed) {
        write(fixed);
        return dealWithUnknown(number) || !fixed.isEmpty();
      }
    }
    write(fixed);
    return !fixed.isEmpty();
  }

  /** Nothing here says what the row of a block has to be. */
  private boolean dealWithUnknown(final long number) {
    if (engine.l1InfoRoot(number).isPresent()) {
      unknown = OptionalLong.of(number);
      status.degraded(
          DEGRADED_KEY,
          "the row of block %d is missing or wrong, and the L1 info root in its header is not in this node's L1 data"
              .formatted(number));
      return false;
    }
    takeOff(
        number,
        "ROWS_MENDED",
        "block %d has no row, and nothing here tells its l1InfoTreeIndex: back to block %d, replay or L1 bring it again"
            .formatted(number, number - 1));
    return true;
  }

  private void write(final List<BlockInfo> fixed) {
    if (fixed.isEmpty()) {
      return;
    }
    final String text =
        "the rows of %d blocks from %d on were missing or wrong and are written again from the engine"
            .formatted(fixed.size(), fixed.getFirst().number());
    store.update(
        tx -> {
          fixed.forEach(tx.blocks()::put);
          tx.events().insert(event("ROWS_MENDED", text));
        });
    LOG.warn(text);
  }

  /** Whoever made the block has to tell it again. */
  private void takeOff(final long number, final String event, final String text) {
    LOG.warn(text);
    engine.unwindTo(number - 1);
    store.update(
        tx -> {
          ChainWriter.cutAbove(tx, number - 1);
          tx.events().insert(event(event, text));
        });
  }

  /** Rows of batches are cut from the first one that is wrong on: {@link Derivation} makes them. */
  private void checkBatches(final long head) {
    final Optional<String> wrong =
        store.write(
            tx -> {
              final long last = tx.batches().lastClosed().map(Batch::number).orElse(0L);
              final long verified =
                  tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L);
              for (long number = Math.max(1, Math.min(verified, last - START_BATCHES));
                  number <= last;
                  number++) {
                final Optional<String> fault = BatchRowCheck.fault(tx, engine, number);
                if (fault.isPresent()) {
                  BatchRows.deleteAboveKeepingBlocks(tx, number - 1, head);
                  tx.events().insert(event("ROWS_MENDED", fault.get()));
                  return fault;
                }
              }
              return Optional.empty();
            });
    wrong.ifPresent(LOG::warn);
  }

  private Event event(final String id, final String text) {
    return new Event(clock.millis(), "WARN", L1Synchronizer.COMPONENT, id, text);
  }
}
