/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.replay.ReplayRecords.Judgement;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Takes the main node's blocks from the replay before they are on L1 (trusted blocks) and executes
 * them. A main node's word is a hint: a block that does not check is not taken and says so ({@link
 * Verdict.Wrong}), the node never halts for it, and L1 decides in the end ({@link Derivation}).
 *
 * <p>The row goes into the state DB before the block goes into the engine: the l1InfoTreeIndex is
 * in no header, so a block without a row could not be completed after a crash. A row without a
 * block is harmless, {@link ChainWriter#reconcile} deletes it. So the rows of several blocks can go
 * in together, before the first of them is executed: those of a message of a main node that gave
 * the head already, while the chain is far behind.
 */
public final class TrustedSync implements Sink {
  /** Key of the DEGRADED reason while a replay cannot go on. */
  static final String DEGRADED_KEY = "replay-import";

  /** A leaf that the main node used is on L1 already; own L1 sync takes seconds to see it. */
  static final Duration LEAF_TIMEOUT = Duration.ofSeconds(60);

  /** Blocks whose pace is taken for that of the chain. */
  private static final long RECENT_BLOCKS = 32;

  private static final Verdict HALTED = new Verdict.NotNow("this node is halted");

  private static final Logger LOG = LoggerFactory.getLogger(TrustedSync.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainWriter writer;
  private final NodeStatus status;
  private final InstantSource clock;
  private final ReplayedLeaves leaves;
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
    this.leaves = new ReplayedLeaves(store, status, leafTimeout);
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
    return judge(List.of(block), peer).last();
  }

  @Override
  public Judgement judge(final List<ReplayBlock> blocks, final String peer)
      throws InterruptedException {
    int taken = 0;
    while (taken < blocks.size()) {
      final Judgement run = judgeRun(blocks.subList(taken, blocks.size()), peer);
      taken += run.taken();
      if (!run.isAll()) {
        return new Judgement(taken, run.last());
      }
    }
    return Judgement.all(taken);
  }

  /** Of the first one, and of those after it that can be looked at together with it. */
  private Judgement judgeRun(final List<ReplayBlock> blocks, final String peer)
      throws InterruptedException {
    final ReplayBlock first = blocks.getFirst();
    try {
      final long now = clock.millis() / 1000;
      final Optional<String> malformed = ReplayBlockForm.fault(first, now);
      if (malformed.isPresent()) {
        return none(wrong(first, malformed.get()));
      }
      final ReplayRun run = ReplayRun.of(blocks, now);
      final Map<Long, Bytes32> roots = leaves.roots(run);
      if (!roots.containsKey(first.attributes().l1InfoTreeIndex())) {
        return none(
            notNow(
                first,
                "L1 info tree index %d is not in this node's L1 data yet"
                    .formatted(first.attributes().l1InfoTreeIndex())));
      }
      final Judgement judgement =
          writer.exclusively(() -> take(run.upToUnknown(roots), roots, peer));
      if (judgement.isAll()) {
        status.recovered(DEGRADED_KEY);
      }
      return judgement;
    } catch (final RuntimeException e) {
      return none(failure(first, peer, e));
    }
  }

  private static Judgement none(final Verdict verdict) {
    return new Judgement(0, verdict);
  }

  private Verdict failure(final ReplayBlock block, final String peer, final RuntimeException e) {
    switch (e) {
      case CriticalException critical -> throw critical;
      case TemporaryException temporary -> {
        LOG.debug("block {} not taken", block.attributes().number(), temporary);
        return notNow(block, temporary.getMessage());
      }
      default -> {
        // An unforeseen failure of one input is that input's problem: L1's data is read elsewhere.
        LOG.error(
            "block {} of peer {} could not be looked at", block.attributes().number(), peer, e);
        return wrong(block, "it could not be looked at: " + e);
      }
    }
  }

  private Judgement take(
      final ReplayRun run, final Map<Long, Bytes32> l1InfoRoots, final String peer) {
    if (status.isHalted()) {
      return none(HALTED);
    }
    writer.reconcile();
    final L2Block head = engine.head();
    final Optional<Verdict> known = withoutExecution(run.first(), head, peer);
    if (known.isPresent()) {
      return new Judgement(known.get() instanceof Verdict.Taken ? 1 : 0, known.get());
    }
    // Who has given nothing yet that is in the chain gets no work done beforehand.
    final ReplayRun together =
        run.length() > 1 && unsafe.isOf(head, peer) && forced.noneWaits() ? run : run.cut(1);
    store(together, head);
    return execute(together, l1InfoRoots, peer);
  }

  /** What can be said without: empty when it is the next block of this chain. */
  private Optional<Verdict> withoutExecution(
      final ReplayBlock block, final L2Block head, final String peer) {
    final BlockAttributes recorded = block.attributes();
    if (recorded.number() <= head.number()) {
      // Derived from L1 meanwhile, or brought by another: the same block is as good as taken.
      final Optional<L2Block> own = engine.block(recorded.number());
      return Optional.of(
          own.filter(here -> here.hash().equals(block.hash())).isPresent()
              ? Verdict.TAKEN
              : otherChain(
                  block,
                  peer,
                  "this node has another block of that number: %s, not %s"
                      .formatted(
                          own.map(here -> here.hash().toHexString()).orElse("none"),
                          block.hash())));
    }
    if (recorded.number() != head.number() + 1) {
      return Optional.of(notNow(block, "the next block wanted is %d".formatted(head.number() + 1)));
    }
    if (!recorded.parentHash().equals(head.hash())) {
      return Optional.of(
          otherChain(
              block,
              peer,
              "its parent is %s, the head here is %s"
                  .formatted(recorded.parentHash(), head.hash())));
    }
    if (recorded.timestamp() <= head.timestamp() || block.previousTimestamp() != head.timestamp()) {
      return Optional.of(
          wrong(
              block,
              "timestamps: parent %d, recorded parent %d, block %d"
                  .formatted(head.timestamp(), block.previousTimestamp(), recorded.timestamp())));
    }
    return Optional.empty();
  }

  /** The main node's chain is another one than this node's. */
  private Verdict otherChain(final ReplayBlock block, final String peer, final String why) {
    final OptionalLong kept = unsafe.takenBack(block.attributes().number(), peer, why);
    return kept.isPresent()
        ? new Verdict.NotNow("the next block wanted is %d: %s".formatted(kept.getAsLong() + 1, why))
        : wrong(block, why);
  }

  /** The rows of all its blocks before the first of them is in the chain. */
  private void store(final ReplayRun run, final L2Block head) {
    // Of several none is forced.
    final List<BlockOrigin> origins = run.length() > 1 ? List.of() : forced.of(run.first(), head);
    store.update(
        tx -> {
          tx.blocks().insertAll(run.rows());
          origins.forEach(tx.blockOrigins()::insertIfAbsent);
        });
  }

  private Judgement execute(
      final ReplayRun run, final Map<Long, Bytes32> l1InfoRoots, final String peer) {
    if (run.length() > 1) {
      run.blocks().forEach(block -> engine.prepare(block.transactions()));
    }
    int taken = 0;
    for (final ReplayBlock block : run.blocks()) {
      final BlockAttributes recorded = block.attributes();
      final Verdict verdict =
          executed(
              block, recorded.withL1InfoRoot(l1InfoRoots.get(recorded.l1InfoTreeIndex())), peer);
      if (!(verdict instanceof Verdict.Taken)) {
        return new Judgement(taken, verdict);
      }
      taken++;
    }
    return Judgement.all(taken);
  }

  private Verdict executed(
      final ReplayBlock block, final BlockAttributes attributes, final String peer) {
    if (status.isHalted()) {
      return HALTED;
    }
    try {
      return execute(block, attributes, peer);
    } catch (final RuntimeException e) {
      return failure(block, peer, e);
    }
  }

  private Verdict execute(
      final ReplayBlock block, final BlockAttributes attributes, final String peer) {
    final BlockResult result;
    try {
      result = engine.extend(attributes, block.transactions(), Optional.of(block.hash()));
    } catch (final BlockMismatchException e) {
      writer.reconcile();
      if (leaves.maybeOfAnotherL1Fork(attributes.l1InfoTreeIndex())) {
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
