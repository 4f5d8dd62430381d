/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;

/**
 * Whether a replayed block is what a forced batch gives of which some transactions cannot be
 * applied. A record does not say so, and when the batch is seen on L1 the engine may not have the
 * parent's state any more: so it is found out while that is the head's, by executing the forced
 * data. Only what was executed here is believed; a main node that left out what could be applied is
 * found out later, by L1. Used under the {@link ChainWriter}'s lock.
 */
final class ReplayedOrigins {
  /** Forced batches that a block is compared with: those that wait are few, forcing costs a fee. */
  static final int MAX_WAITING = 16;

  /** Of them so many are executed for one block; most do not fit by their form. */
  static final int MAX_EXECUTED = 4;

  /** Looked at again, because an ordinary block may look like the block of a forced batch. */
  private static final int MAX_BEHIND = 2;

  private final ExecutionEngine engine;
  private final StateStore store;
  private List<ForcedBatch> waiting = List.of();
  private Optional<Read> read = Optional.empty();
  private long next = 1;
  private long lastBlock;

  /** What was read when. */
  private record Read(long from, Optional<L1BlockRef> l1) {}

  ReplayedOrigins(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  /**
   * @param block the next one
   * @param head its parent
   * @return empty also when its transactions alone say what it was executed from
   */
  List<BlockOrigin> of(final ReplayBlock block, final L2Block head) {
    final List<BlockOrigin> origins = new ArrayList<>();
    if (block.attributes().l1InfoTreeIndex() != 0) {
      return origins;
    }
    int executed = 0;
    long first = Long.MAX_VALUE;
    for (final ForcedBatch forced : candidates(block.attributes().number())) {
      final Optional<BlockInput> input = input(forced, block, head);
      if (input.isEmpty()) {
        continue;
      }
      boolean fits = input.get().transactions().equals(block.transactions());
      if (!fits && executed < MAX_EXECUTED) {
        executed++;
        fits =
            engine.reExecute(List.of(input.get())).getFirst().block().hash().equals(block.hash());
        if (fits) {
          origins.add(BlockOrigin.of(block.hash(), input.get().transactions()));
        }
      }
      if (fits && forced.number() >= next) {
        first = Math.min(first, forced.number());
      }
    }
    if (first < Long.MAX_VALUE) {
      next = first + 1;
    }
    return origins;
  }

  /** Whether no block can be that of a forced batch, as far as this node knows L1. */
  boolean noneWaits() {
    return store.read(tx -> tx.forcedBatches().from(tx.batches().lastForced() + 1, 1)).isEmpty();
  }

  /** In the order in which they are likely: from the first that no block was found of. */
  private List<ForcedBatch> candidates(final long block) {
    final long taken = store.read(tx -> tx.batches().lastForced());
    if (block <= lastBlock || next <= taken) {
      // The chain went back, or L1 knows better.
      next = taken + 1;
    }
    lastBlock = block;
    final long from = Math.max(taken + 1, next - MAX_BEHIND);
    final Read now = new Read(from, store.read(tx -> tx.l1Blocks().last()));
    if (!read.equals(Optional.of(now))) {
      waiting = store.read(tx -> tx.forcedBatches().from(from, MAX_WAITING));
      read = Optional.of(now);
    }
    final List<ForcedBatch> ordered =
        new ArrayList<>(waiting.stream().filter(forced -> forced.number() >= next).toList());
    ordered.addAll(waiting.reversed().stream().filter(forced -> forced.number() < next).toList());
    return ordered;
  }

  /** What that forced batch would be after the head, if the block looks like it. */
  private static Optional<BlockInput> input(
      final ForcedBatch forced, final ReplayBlock block, final L2Block head) {
    final BlockAttributes recorded = block.attributes();
    if (ForcedDerivation.timestamp(forced.input(), head) != recorded.timestamp()) {
      return Optional.empty();
    }
    // Whoever sequences the batch names the coinbase: L1 tells later whether it is this one.
    final ChainConfig chain = new ChainConfig(0, 0, recorded.coinbase(), recorded.gasLimit());
    return Optional.of(
            ForcedDerivation.of(forced.batchL2Data(), forced.input(), head, chain).input())
        .filter(input -> isPartOf(block.transactions(), input.transactions()));
  }

  private static boolean isPartOf(final List<Bytes> part, final List<Bytes> whole) {
    final Iterator<Bytes> rest = whole.iterator();
    for (final Bytes transaction : part) {
      boolean found = false;
      while (!found && rest.hasNext()) {
        found = rest.next().equals(transaction);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }
}
