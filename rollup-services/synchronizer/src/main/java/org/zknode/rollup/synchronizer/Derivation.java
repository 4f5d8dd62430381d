/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.Event;

/**
 * Makes the local chain follow the virtual batches, one after another: compares blocks that are
 * here, builds those that are not, and on an external node replaces those that differ. Then
 * publishes which blocks are safe (virtual) and finalized (verified).
 *
 * <p>The engine changes first, the state DB second, a batch's rows in one transaction: after a
 * crash in between the same batch is compared again, found equal, and its rows are written.
 */
public final class Derivation {
  /** Batches per step, so that the service loop can stop in between. */
  static final int MAX_BATCHES_PER_STEP = 16;

  /**
   * After so long no further batch is begun in a step: the same thread looks at L1 in between,
   * where a reorg may have taken what would be followed next.
   */
  static final Duration MAX_STEP = Duration.ofSeconds(1);

  /** Event: blocks of an external node that L1's data brings again. */
  static final String BLOCKS_TAKEN_OFF = "BLOCKS_TAKEN_OFF";

  private static final Logger LOG = LoggerFactory.getLogger(Derivation.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainWriter writer;
  private final ChainConfig chain;
  private final NodeKind kind;
  private final BooleanSupplier l1AtHead;
  private final Clock clock;
  private final ChainListener listener;
  private final TrustedReorg reorg;
  private final Optional<MainNode> main;
  private final ReconciledBatch reconciled;
  private final BatchBuilder builder;
  private volatile boolean caughtUp;
  private long highestFollowed;
  private Optional<L1BlockRef> seenL1 = Optional.empty();
  private boolean forcedIsMissing;
  private long publishedSafe = -1;
  private long publishedFinalized = -1;
  private Optional<VerifiedBatch> compared = Optional.empty();
  private final ChangeWatch rows;

  /** The engine's when there was nothing to do. */
  private Optional<Bytes32> restedOn = Optional.empty();

  /**
   * @param l1AtHead whether the state DB has all of L1, see {@link L1Synchronizer#atHead}
   */
  public Derivation(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final ChainConfig chain,
      final NodeKind kind,
      final BooleanSupplier l1AtHead,
      final Clock clock) {
    this(engine, store, writer, chain, kind, l1AtHead, clock, blocks -> {}, Optional.empty());
  }

  /**
   * What only a main node asks.
   *
   * @param lead asked before it sequences (again)
   * @param foreign told of batches that somebody else sequenced
   */
  public record MainNode(L1Lead lead, ForeignSequences foreign) {}

  /**
   * @param listener told of what L1 changes on a main node's chain
   */
  public Derivation(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final ChainConfig chain,
      final NodeKind kind,
      final BooleanSupplier l1AtHead,
      final Clock clock,
      final ChainListener listener,
      final Optional<MainNode> main) {
    this.listener = listener;
    this.reorg = new TrustedReorg(engine, store, listener, clock);
    this.main = main;
    this.engine = engine;
    this.store = store;
    this.writer = writer;
    this.chain = chain;
    this.kind = kind;
    this.l1AtHead = l1AtHead;
    this.clock = clock;
    this.reconciled = new ReconciledBatch(kind, engine);
    this.builder = new BatchBuilder(engine);
    this.rows = ChangeWatch.ofRows(store);
  }

  /**
   * Whether every batch on L1 was on the local chain, and nothing came since that has to be
   * followed first. A main node must not build blocks otherwise: it might build beside a chain that
   * L1 has already.
   */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** L1 has what this main node does not know: it is followed before the next block is built. */
  public void fellBehind() {
    caughtUp = false;
  }

  /**
   * @return true when there is more to do at once
   * @throws TemporaryException the database cannot be reached now
   * @throws CriticalException another process sequences with the main node's key, or a proven state
   *     root is not the local one
   */
  public boolean step() {
    final Optional<Bytes32> head = headToFollow();
    if (caughtUp && rows.isQuiet() && restedOn.equals(head)) {
      return false;
    }
    rows.begin();
    if (kind == NodeKind.EXTERNAL) {
      writer.reconcile();
    }
    final boolean sawAllOfL1 = l1AtHead.getAsBoolean();
    final List<VirtualBatch> batches =
        store.read(tx -> tx.virtualBatches().from(reconciled.number(tx) + 1, MAX_BATCHES_PER_STEP));
    final OptionalInt followed = followAll(batches);
    if (followed.isEmpty()) {
      return true;
    }
    compareVerified();
    final boolean more =
        batches.size() == MAX_BATCHES_PER_STEP || followed.getAsInt() < batches.size();
    if (sawAllOfL1 && !more) {
      atHead();
    }
    publish();
    if (batches.isEmpty()
        && sawAllOfL1
        && !forcedIsMissing
        && main.filter(node -> !node.foreign().isQuiet()).isEmpty()) {
      restedOn = head;
      rows.foundNothing();
    }
    return more;
  }

  /** A main node's own blocks give nothing to do here. */
  private Optional<Bytes32> headToFollow() {
    return kind == NodeKind.EXTERNAL ? Optional.of(engine.head().hash()) : Optional.empty();
  }

  /**
   * @return how many, not all when that takes too long; empty when L1 changed meanwhile
   */
  private OptionalInt followAll(final List<VirtualBatch> batches) {
    final long end = clock.millis() + MAX_STEP.toMillis();
    int followed = 0;
    try {
      while (followed < batches.size() && (followed == 0 || clock.millis() < end)) {
        final VirtualBatch batch = batches.get(followed);
        final List<VirtualBatch> after = batches.subList(followed + 1, batches.size());
        if (!isFollowedAsOwn(batch) && !writer.exclusively(() -> follow(batch, after))) {
          return OptionalInt.empty();
        }
        followed++;
      }
      return OptionalInt.of(followed);
    } catch (final EngineException e) {
      publishBeside(e);
      throw e;
    }
  }

  /** A batch that has to wait keeps nobody from what is known of those before it. */
  private void publishBeside(final EngineException failure) {
    try {
      compareVerified();
      publish();
    } catch (final TemporaryException e) {
      failure.addSuppressed(e);
    }
  }

  private void atHead() {
    if (kind == NodeKind.EXTERNAL) {
      caughtUp = true;
      return;
    }
    main.ifPresent(node -> node.foreign().look());
    final long followed = store.read(reconciled::number);
    if (followed < highestFollowed || l1Changed()) {
      // What an L1 reorg took or replaced may have made own batches impossible.
      caughtUp = false;
    }
    highestFollowed = followed;
    if (caughtUp && !forcedIsMissing) {
      return;
    }
    forcedIsMissing = writer.exclusively(() -> reorg.giveUpImpossible(followed, chain.coinbase()));
    caughtUp = main.filter(node -> node.lead().isAhead(known(followed))).isEmpty();
  }

  /** Whether L1 lost the block that was the newest at the last look. */
  private boolean l1Changed() {
    final Optional<L1BlockRef> before = seenL1;
    seenL1 = store.read(tx -> tx.l1Blocks().last());
    return before
        .filter(block -> !store.read(tx -> tx.l1Blocks().atOrBelow(block.number())).equals(before))
        .isPresent();
  }

  /** Own batches that are on L1's newest head already may not be on the one that is followed. */
  private long known(final long followed) {
    return Math.max(
        followed, store.read(tx -> tx.batches().lastClosed()).map(Batch::number).orElse(0L));
  }

  /**
   * The newest root that L1 proved of batches that are known to be L1's; it covers those before.
   */
  private void compareVerified() {
    compared =
        store.read(
            tx -> {
              final Optional<VerifiedBatch> proven =
                  tx.verifiedBatches().atOrBelow(reconciled.number(tx));
              if (!proven.equals(compared)) {
                proven
                    .flatMap(verified -> tx.batches().find(verified.number()))
                    .ifPresent(batch -> L1EventProcessor.requireEqualRoot(batch, proven.get()));
              }
              return proven;
            });
  }

  /**
   * A main node's own batches change nothing, so its sequencer need not wait meanwhile.
   *
   * @return false when the batch has to be followed with the chain's writer
   */
  private boolean isFollowedAsOwn(final VirtualBatch batch) {
    if (kind == NodeKind.EXTERNAL) {
      return false;
    }
    final Optional<DerivedBatch> next = derivedIfNext(batch);
    if (next.isEmpty()) {
      return false;
    }
    final DerivedBatch derived = next.get();
    final ChainComparison comparison = ChainComparison.of(derived, engine, store);
    if (comparison.equalBlocks() < derived.inputs().size()
        || !MainNodeBatches.isOwn(store, engine, derived, comparison)) {
      return false;
    }
    final Optional<L2Block> last = engine.block(derived.lastBlock());
    if (last.isEmpty()) {
      return false;
    }
    MainNodeBatches.requireSameRoot(store, derived, List.of(last.get()));
    reconciled.set(store, batch);
    return true;
  }

  /**
   * @param after those that L1 has after it
   * @return false when L1 changed meanwhile and the batch is another one now
   */
  private boolean follow(final VirtualBatch batch, final List<VirtualBatch> after) {
    final Optional<DerivedBatch> next = derivedIfNext(batch);
    if (next.isEmpty()) {
      return false;
    }
    final DerivedBatch derived = next.get();
    derived
        .malformed()
        .ifPresent(
            why ->
                LOG.warn(
                    "batch {} is malformed, its transactions are not executed: {}",
                    batch.number(),
                    why));
    final ChainComparison comparison = compare(derived);
    final boolean own =
        kind == NodeKind.MAIN && MainNodeBatches.isOwn(store, engine, derived, comparison);
    if (kind == NodeKind.MAIN && !own) {
      replaceOwn(derived, comparison);
    } else if (comparison.difference().isPresent()) {
      unwind(derived, comparison);
    }
    final List<L2Block> blocks = builder.build(derived, comparison.equalBlocks(), after);
    if (kind == NodeKind.MAIN) {
      MainNodeBatches.requireSameRoot(store, derived, blocks);
      if (!own) {
        listener.adopted(blocks);
      }
    }
    store.update(tx -> record(tx, derived, blocks));
    reconciled.set(store, batch);
    return true;
  }

  /**
   * Blocks whose states are gone, and that may not be what the batch gives, are taken off and come
   * back from L1's data, which needs no state but the head's. A main node's blocks are its promise:
   * it waits for somebody to give it the states again.
   */
  private ChainComparison compare(final DerivedBatch derived) {
    try {
      return ChainComparison.of(derived, engine, store);
    } catch (final StateUnavailableException e) {
      if (kind == NodeKind.MAIN) {
        throw e;
      }
      final long common = derived.parent().number();
      unwind(
          common,
          BLOCKS_TAKEN_OFF,
          "batch %d: whether blocks from %d on are what it gives cannot be told any more (%s); back to block %d"
              .formatted(derived.batch().number(), common + 1, e.getMessage(), common));
      return ChainComparison.of(derived, engine, store);
    }
  }

  /** The main node did not make this batch, or not so. */
  private void replaceOwn(final DerivedBatch derived, final ChainComparison comparison) {
    if (caughtUp) {
      main.ifPresent(node -> node.foreign().met(derived.batch()));
      caughtUp = false;
    }
    reorg.makeRoomFor(derived, comparison);
    // The engine may have moved its safe and finalized blocks down with its head.
    publishedSafe = -1;
  }

  private boolean isNext(final StateStore.Tx tx, final VirtualBatch batch) {
    return batch.number() == reconciled.number(tx) + 1
        && tx.virtualBatches()
            .find(batch.number())
            .filter(now -> now.accInputHash().equals(batch.accInputHash()))
            .isPresent();
  }

  /** What it says, in one read; empty when it is not the next batch to follow. */
  private Optional<DerivedBatch> derivedIfNext(final VirtualBatch batch) {
    return store.read(
        tx ->
            isNext(tx, batch)
                ? Optional.of(DerivedBatch.of(batch, parentOf(tx, batch), chain, tx))
                : Optional.empty());
  }

  private L2Block parentOf(final StateStore.Tx tx, final VirtualBatch batch) {
    final long number =
        batch.number() == 1
            ? 0
            : tx.batches()
                .find(batch.number() - 1)
                .map(Batch::lastBlock)
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "batch %d was followed before its predecessor"
                                .formatted(batch.number())));
    return engine
        .block(number)
        .orElseThrow(
            () ->
                new TemporaryException(
                    "the engine's chain has no block %d, the last before batch %d"
                        .formatted(number, batch.number())));
  }

  private void unwind(final DerivedBatch derived, final ChainComparison comparison) {
    final ChainComparison.Difference difference = comparison.difference().orElseThrow();
    final long common = derived.parent().number() + comparison.equalBlocks();
    final String text =
        "batch %d: block %d was %s, L1 has %s; back to block %d"
            .formatted(
                derived.batch().number(),
                difference.local().number(),
                difference.local().hash(),
                difference.derived(),
                common);
    unwind(common, TrustedReorg.EVENT, text);
  }

  private void unwind(final long common, final String event, final String text) {
    LOG.warn("trusted chain is left for L1's, {}", text);
    engine.unwindTo(common);
    // The engine may have moved its safe and finalized blocks down with its head.
    publishedSafe = -1;
    store.update(
        tx -> {
          ChainWriter.cutAbove(tx, common);
          tx.events()
              .insert(new Event(clock.millis(), "WARN", L1Synchronizer.COMPONENT, event, text));
        });
  }

  private void record(
      final StateStore.Tx tx, final DerivedBatch derived, final List<L2Block> blocks) {
    final Batch batch = BatchRows.store(tx, derived, blocks);
    for (int i = 0; i < blocks.size(); i++) {
      final List<Bytes> transactions = derived.inputs().get(i).transactions();
      if (!blocks.get(i).transactions().equals(transactions)) {
        tx.blockOrigins().insertIfAbsent(BlockOrigin.of(blocks.get(i).hash(), transactions));
      }
    }
    tx.verifiedBatches()
        .covering(batch.number())
        .filter(verified -> verified.number() == batch.number())
        .ifPresent(verified -> L1EventProcessor.requireEqualRoot(batch, verified));
  }

  private void publish() {
    final long[] numbers =
        store.read(
            tx -> {
              final long virtual = reconciled.number(tx);
              final long verified =
                  tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L);
              return new long[] {
                BatchRows.lastBlockOf(tx, virtual),
                BatchRows.lastBlockOf(tx, Long.min(verified, virtual))
              };
            });
    if (numbers[0] != publishedSafe || numbers[1] != publishedFinalized) {
      engine.setSafeAndFinalized(numbers[0], numbers[1]);
      publishedSafe = numbers[0];
      publishedFinalized = numbers[1];
    }
  }
}
