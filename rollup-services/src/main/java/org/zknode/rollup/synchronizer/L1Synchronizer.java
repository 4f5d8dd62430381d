/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Event;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Follows L1 and keeps in the state DB what it says about the rollup: virtual batches, verified
 * batches and the L1 info tree (spec zkevm-node 7). Each L1 block with events is one transaction,
 * so it can stop anywhere; an L1 reorg is repaired in one transaction too.
 */
public final class L1Synchronizer {
  static final String COMPONENT = "synchronizer";
  private static final Logger LOG = LoggerFactory.getLogger(L1Synchronizer.class);

  private final StateStore store;
  private final L1Client l1;
  private final L1Config config;
  private final NodeKind kind;
  private final ChainWriter writer;
  private final Clock clock;
  private final L1Prefetch ranges;
  private final SyncProgress progress;
  private final NewestInfoTree infoTree = new NewestInfoTree();
  private final L1ReorgDetector detector;
  private volatile boolean atHead;

  /**
   * Reads one range after the other.
   *
   * @param maxBlockRange L1 blocks per step at the most
   * @param writer held while a reorg is repaired, so that no batch is being derived from what is
   *     deleted
   */
  public L1Synchronizer(
      final StateStore store,
      final L1Client l1,
      final L1Config config,
      final int maxBlockRange,
      final NodeKind kind,
      final ChainWriter writer,
      final Clock clock) {
    this(
        store,
        l1,
        config,
        new Fetching(maxBlockRange, 1),
        kind,
        writer,
        new SyncProgress(clock, SyncProgress.Report.NONE),
        clock);
  }

  /**
   * How L1 is read.
   *
   * @param maxBlockRange L1 blocks per step at the most
   * @param parallelRanges so many ranges are read at the same time while more than one is behind;
   *     as many are held in memory at the most
   */
  public record Fetching(int maxBlockRange, int parallelRanges) {}

  /**
   * @param writer held while a reorg is repaired, so that no batch is being derived from what is
   *     deleted
   * @param progress told how far it is
   */
  public L1Synchronizer(
      final StateStore store,
      final L1Client l1,
      final L1Config config,
      final Fetching fetching,
      final NodeKind kind,
      final ChainWriter writer,
      final SyncProgress progress,
      final Clock clock) {
    this.store = store;
    this.l1 = l1;
    this.config = config;
    this.progress = progress;
    this.kind = kind;
    this.writer = writer;
    this.clock = clock;
    this.ranges = new L1Prefetch(new L1RangeReader(l1), fetching);
    this.detector = new L1ReorgDetector(store, l1);
  }

  /** True once the L1 head was reached; false again while a reorg is being repaired. */
  public boolean atHead() {
    return atHead;
  }

  /**
   * Repairs a reorg, or takes the next range of L1 blocks.
   *
   * @return true when there is more to do at once
   * @throws TemporaryException L1 or the database cannot be reached now
   * @throws CriticalException L1 contradicts what this node knows
   */
  public boolean step() {
    final L1BlockRef last = store.read(tx -> tx.l1Blocks().last()).orElseGet(this::anchor);
    final Optional<L1BlockRef> ancestor = detector.commonAncestor(last);
    if (ancestor.isPresent()) {
      atHead = false;
      writer.exclusively(() -> repair(last, ancestor.get()));
      return true;
    }
    final long head = l1.head(config.syncTag()).number();
    if (head <= last.number()) {
      atHead = true;
      progress.atHead();
      return false;
    }
    final Optional<L1Range> range = ranges.next(last, head);
    if (range.isEmpty()) {
      LOG.info("L1 changed while blocks from {} on were read", last.number() + 1);
      return true;
    }
    store(range.get());
    final long to = range.get().end().number();
    progress.reached(to, head);
    atHead = to == head;
    return to < head;
  }

  /** The block before the rollup's first: no event is in it, and no reorg may reach it. */
  private L1BlockRef anchor() {
    final long number = Long.max(config.genesisBlock() - 1, 0);
    final L1BlockRef block =
        l1.block(number)
            .orElseThrow(
                () ->
                    new TemporaryException(
                        "L1 has no block %d, from which to synchronize".formatted(number)));
    store.update(tx -> tx.l1Blocks().insert(block));
    return block;
  }

  private void store(final L1Range range) {
    final List<L1Event> events = range.events();
    int from = 0;
    while (from < events.size()) {
      int to = from + 1;
      while (to < events.size() && events.get(to).block().equals(events.get(from).block())) {
        to++;
      }
      final List<L1Event> ofBlock = events.subList(from, to);
      store.update(
          tx -> {
            tx.l1Blocks().insert(ofBlock.getFirst().block());
            ofBlock.forEach(
                event -> L1EventProcessor.apply(tx, event, infoTree, range.accInputHashes()));
          });
      from = to;
    }
    store.update(tx -> tx.l1Blocks().insert(range.end()));
  }

  private void repair(final L1BlockRef last, final L1BlockRef ancestor) {
    LOG.warn("L1 reorg: back from block {} to {}", last.number(), ancestor.number());
    store.update(
        tx -> {
          tx.l1Blocks().deleteAbove(ancestor.number());
          if (kind == NodeKind.EXTERNAL) {
            final long lastVirtual =
                tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L);
            BatchRows.deleteAboveKeepingBlocks(tx, lastVirtual, Long.MAX_VALUE);
          }
          tx.events()
              .insert(
                  new Event(
                      clock.millis(),
                      "WARN",
                      COMPONENT,
                      "L1_REORG",
                      "L1 block %d %s is not on L1 any more; synchronizing again from block %d %s"
                          .formatted(
                              last.number(), last.hash(), ancestor.number(), ancestor.hash())));
        });
  }
}
