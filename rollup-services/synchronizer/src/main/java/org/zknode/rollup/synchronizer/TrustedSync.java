/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Takes the main node's blocks from the replay before they are on L1 (trusted blocks) and executes
 * them. A main node's word is a hint: a block that does not check is not taken and says so ({@link
 * Verdict.Wrong}), the node never halts for it, and L1 decides in the end ({@link Derivation}).
 *
 * <p>The row goes into the state DB before the block goes into the engine: the l1InfoTreeIndex is
 * in no header, so a block without a row could not be completed after a crash. A row without a
 * block is harmless, {@link ChainWriter#reconcile} deletes it.
 */
public final class TrustedSync implements Sink {
  /** Key of the DEGRADED reason while a replay cannot go on. */
  static final String DEGRADED_KEY = "replay-import";

  /** A leaf that the main node used is on L1 already; own L1 sync takes seconds to see it. */
  static final Duration LEAF_TIMEOUT = Duration.ofSeconds(60);

  /** How often the state DB is asked for the leaf meanwhile. */
  static final Duration LEAF_POLL = Duration.ofMillis(200);

  /** Blocks whose pace is taken for that of the chain. */
  private static final long RECENT_BLOCKS = 32;

  private static final Logger LOG = LoggerFactory.getLogger(TrustedSync.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainWriter writer;
  private final NodeStatus status;
  private final InstantSource clock;
  private final Duration leafTimeout;
  private final UnsafeBlocks unsafe;
  private final ReplayedOrigins forced;

  /**
   * @param clock of this node: a block from far in its future is not taken
   */
  public TrustedSync(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final InstantSource clock) {
    this(engine, store, writer, status, clock, LEAF_TIMEOUT);
  }

  /**
   * @param leafTimeout how long a block waits for its L1 info leaf at the most
   */
  TrustedSync(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final InstantSource clock,
      final Duration leafTimeout) {
    this.engine = engine;
    this.store = store;
    this.writer = writer;
    this.status = status;
    this.clock = clock;
    this.leafTimeout = leafTimeout;
    this.unsafe = new UnsafeBlocks(engine, store, clock);
    this.forced = new ReplayedOrigins(engine, store);
  }

  @Override
  public long nextBlock() {
    return engine.head().number() + 1;
  }

  @Override
  public boolean accept(final ReplayBlock block) throws InterruptedException {
    return judge(block, "unknown") instanceof Verdict.Taken;
  }

  @Override
  public OptionalLong longestRecentGap() {
    final L2Block head = engine.head();
    if (head.number() <= RECENT_BLOCKS) {
      return OptionalLong.empty();
    }
    long longest = 0;
    long later = head.timestamp();
    for (long number = head.number() - 1; number >= head.number() - RECENT_BLOCKS; number--) {
      final Optional<L2Block> block = engine.block(number);
      if (block.isEmpty()) {
        return OptionalLong.empty();
      }
      longest = Math.max(longest, later - block.get().timestamp());
      later = block.get().timestamp();
    }
    return OptionalLong.of(longest);
  }

  @Override
  public Verdict judge(final ReplayBlock block, final String peer) throws InterruptedException {
    try {
      final Optional<String> malformed = ReplayBlockForm.fault(block, clock.millis() / 1000);
      if (malformed.isPresent()) {
        return wrong(block, malformed.get());
      }
      final Optional<Bytes32> root = awaitL1InfoRoot(block.attributes().l1InfoTreeIndex());
      if (root.isEmpty()) {
        return notNow(
            block,
            "L1 info tree index %d is not in this node's L1 data yet"
                .formatted(block.attributes().l1InfoTreeIndex()));
      }
      final Verdict verdict = writer.exclusively(() -> take(block, root.get(), peer));
      if (verdict instanceof Verdict.Taken) {
        status.recovered(DEGRADED_KEY);
      }
      return verdict;
    } catch (final TemporaryException e) {
      LOG.debug("block {} not taken", block.attributes().number(), e);
      return notNow(block, e.getMessage());
    } catch (final CriticalException e) {
      throw e;
    } catch (final RuntimeException e) {
      // An unforeseen failure of one input is that input's problem: L1's data is read elsewhere.
      LOG.error("block {} of peer {} could not be looked at", block.attributes().number(), peer, e);
      return wrong(block, "it could not be looked at: " + e);
    }
  }

  private Optional<Bytes32> awaitL1InfoRoot(final long index) throws InterruptedException {
    if (index == 0) {
      return Optional.of(Bytes32.ZERO);
    }
    final long deadline = System.nanoTime() + leafTimeout.toNanos();
    while (true) {
      final Optional<Bytes32> root =
          store.read(tx -> tx.l1InfoLeaves().find(index)).map(L1InfoLeaf::l1InfoRoot);
      if (root.isPresent() || status.isHalted() || System.nanoTime() >= deadline) {
        return root;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(LEAF_POLL.toNanos(), leafTimeout.toNanos()));
    }
  }

  private Verdict take(final ReplayBlock block, final Bytes32 l1InfoRoot, final String peer) {
    if (status.isHalted()) {
      return new Verdict.NotNow("this node is halted");
    }
    writer.reconcile();
    final L2Block head = engine.head();
    final BlockAttributes recorded = block.attributes();
    if (recorded.number() <= head.number()) {
      // Derived from L1 meanwhile, or brought by another: the same block is as good as taken.
      final Optional<L2Block> own = engine.block(recorded.number());
      return own.filter(here -> here.hash().equals(block.hash())).isPresent()
          ? Verdict.TAKEN
          : otherChain(
              block,
              peer,
              "this node has another block of that number: %s, not %s"
                  .formatted(
                      own.map(here -> here.hash().toHexString()).orElse("none"), block.hash()));
    }
    if (recorded.number() != head.number() + 1) {
      return notNow(block, "the next block wanted is %d".formatted(head.number() + 1));
    }
    if (!recorded.parentHash().equals(head.hash())) {
      return otherChain(
          block,
          peer,
          "its parent is %s, the head here is %s".formatted(recorded.parentHash(), head.hash()));
    }
    if (recorded.timestamp() <= head.timestamp() || block.previousTimestamp() != head.timestamp()) {
      return wrong(
          block,
          "timestamps: parent %d, recorded parent %d, block %d"
              .formatted(head.timestamp(), block.previousTimestamp(), recorded.timestamp()));
    }
    return execute(block, recorded.withL1InfoRoot(l1InfoRoot), forced.of(block, head), peer);
  }

  /** The main node's chain is another one than this node's. */
  private Verdict otherChain(final ReplayBlock block, final String peer, final String why) {
    final OptionalLong kept = unsafe.takenBack(block.attributes().number(), peer, why);
    return kept.isPresent()
        ? new Verdict.NotNow("the next block wanted is %d: %s".formatted(kept.getAsLong() + 1, why))
        : wrong(block, why);
  }

  private Verdict execute(
      final ReplayBlock block,
      final BlockAttributes attributes,
      final List<BlockOrigin> origins,
      final String peer) {
    final BlockInfo row =
        new BlockInfo(
            attributes.number(),
            block.hash(),
            0,
            attributes.timestamp(),
            attributes.l1InfoTreeIndex(),
            block.transactions().size());
    store.update(
        tx -> {
          tx.blocks().insert(row);
          origins.forEach(tx.blockOrigins()::insertIfAbsent);
        });
    final BlockResult result;
    try {
      result = engine.extend(attributes, block.transactions(), Optional.of(block.hash()));
    } catch (final BlockMismatchException e) {
      writer.reconcile();
      if (maybeOfAnotherL1Fork(attributes.l1InfoTreeIndex())) {
        return notNow(
            block,
            "it does not give the recorded hash with L1 info tree leaf %d as this node knows it, which an L1 reorg may still change"
                .formatted(attributes.l1InfoTreeIndex()));
      }
      return wrong(
          block,
          "from peer %s: recorded hash %s, l1InfoTreeIndex %d; executed here it is %s with state root %s, gas used %d, %d transactions"
              .formatted(
                  peer,
                  block.hash(),
                  attributes.l1InfoTreeIndex(),
                  e.computed().hash(),
                  e.computed().stateRoot(),
                  e.computed().gasUsed(),
                  e.computed().transactions().size()));
    }
    if (!result.skipped().isEmpty()) {
      // The block is what its hash says, but the record has more than the block.
      engine.unwindTo(attributes.number() - 1);
      writer.reconcile();
      return wrong(
          block,
          "from peer %s: %d of its transactions cannot be applied, the first is %d: %s"
              .formatted(
                  peer,
                  result.skipped().size(),
                  result.skipped().getFirst().index(),
                  result.skipped().getFirst().reason()));
    }
    unsafe.gave(result.block(), peer);
    return Verdict.TAKEN;
  }

  /** The main node may see another L1 fork than this node, with another leaf of that index. */
  private boolean maybeOfAnotherL1Fork(final long index) {
    return index > 0
        && store.read(
            tx -> {
              final long synced = tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L);
              return tx.l1InfoLeaves()
                  .find(index)
                  .filter(leaf -> L1ReorgDetector.isSettled(leaf.l1Block(), synced))
                  .isEmpty();
            });
  }

  private Verdict notNow(final ReplayBlock block, final String reason) {
    final String text =
        "replayed block %d was not taken: %s".formatted(block.attributes().number(), reason);
    LOG.warn(text);
    status.degraded(DEGRADED_KEY, text);
    return new Verdict.NotNow(text);
  }

  /** Logged and counted where the connection is cut; the node is in order. */
  private static Verdict wrong(final ReplayBlock block, final String reason) {
    return new Verdict.Wrong(
        "replayed block %d does not check: %s".formatted(block.attributes().number(), reason));
  }
}
