/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.sequencer.ChainJournal.OpenBatch;
import org.zknode.rollup.sequencer.ChainJournal.Position;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.ClosingReason;

/**
 * Takes transactions from the pool, builds L2 blocks and closes batches (docs/spec/sequencing.md).
 * One {@link #step} at a time, by one thread; it keeps no state of its own that a crash could lose.
 *
 * <p>Order of writes: intent (state DB), block (engine), block row and batch (state DB), selection
 * marks (pool DB). A stop between any two of them is repaired by the next step, see {@link
 * Reconciler}.
 */
public final class Sequencer {
  /** Name of the advisory lock: one sequencer per state DB. */
  public static final String LOCK = "sequencer";

  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

  private final SequencerContext context;
  private final BooleanSupplier mayBuild;
  private final BooleanSupplier mayGrow;
  private final List<BlockListener> listeners;
  private final BatchLimits limits;
  private final ChainJournal journal;
  private final Reconciler reconciler;
  private final BatchWait waitingFor;
  private final EarlyClosings early;
  private final PoolMarker poolMarker;
  private final ForcedBatchQueue forcedBatches;
  private final UserBlocks userBlocks;
  private final ForcedBlocks forcedBlocks;
  private final HaltAtBatch haltAtBatch;
  private final BlockTimer timer;
  private final UsersBeforeForced usersBeforeForced;
  private final NextAction next;

  private final SequencerCounters counters;
  private final BlockPhases phases;

  /**
   * @param mayBuild false while another role changes the chain (the synchronizer rebuilds from L1);
   *     then a step does nothing
   * @param forceBatchTimeout of the consensus contract, seconds, see {@link ForcedBatchTimeout}
   * @param latestTimestamp that a block may have now, seconds, see {@link L1Time}
   * @param listeners told of each new block and closed batch
   */
  public Sequencer(
      final SequencerContext context,
      final BooleanSupplier mayBuild,
      final LongSupplier forceBatchTimeout,
      final Supplier<OptionalLong> latestTimestamp,
      final List<BlockListener> listeners) {
    this(context, mayBuild, () -> true, forceBatchTimeout, latestTimestamp, listeners);
  }

  /**
   * @param mayGrow false while the chain is too far ahead of L1, see {@link UnsafeLag}
   */
  public Sequencer(
      final SequencerContext context,
      final BooleanSupplier mayBuild,
      final BooleanSupplier mayGrow,
      final LongSupplier forceBatchTimeout,
      final Supplier<OptionalLong> latestTimestamp,
      final List<BlockListener> listeners) {
    this.context = context;
    this.mayGrow = mayGrow;
    this.mayBuild = mayBuild;
    this.listeners = List.copyOf(listeners);
    this.limits = new BatchLimits(context.config(), context.chain().blockGasLimit());
    this.journal =
        new ChainJournal(
            context.store(),
            limits,
            context.clock(),
            context.metrics(),
            () -> this.listeners.forEach(BlockListener::onBatchClosed));
    this.phases = new BlockPhases(context.metrics());
    final BlockPromises promises = new BlockPromises(context.store(), context.clock(), phases);
    this.reconciler =
        new Reconciler(
            context.engine(),
            context.store(),
            context.chain(),
            journal,
            promises,
            new UnstoredBlocks(
                context.engine(), context.store(), context.pool(), context.chain(), journal));
    this.waitingFor = new BatchWait(context.clock());
    this.early = new EarlyClosings(context.clock(), context.config().batchTimeout());
    this.poolMarker = new PoolMarker(context.engine(), context.store(), context.pool());
    this.forcedBatches =
        new ForcedBatchQueue(
            context.store(),
            context.config().forcedBatches(),
            new ForcedBatchShare(context.config(), forceBatchTimeout),
            context.clock());
    this.haltAtBatch = new HaltAtBatch(context.store(), context.config().haltAtBatch());
    this.timer =
        new BlockTimer(
            context.clock(),
            latestTimestamp,
            context.config().blockTime(),
            context.config().emptyBlockInterval());
    this.usersBeforeForced = new UsersBeforeForced(timer, mayGrow);
    this.next = new NextAction(context.clock(), ChangeWatch.ofRows(context.store()));
    this.counters = SequencerCounters.in(context.metrics());
    this.userBlocks =
        new UserBlocks(
            context,
            journal,
            promises,
            new UserBlocks.Closings(limits, early, waitingFor, haltAtBatch),
            timer,
            next,
            phases,
            this::userBlockBuilt);
    this.forcedBlocks = new ForcedBlocks(context, journal, promises, phases);
  }

  /**
   * Repairs what the last stop left, closes a batch whose time is over and builds a block if one is
   * due: the block of a forced batch, or one of the pool's transactions.
   *
   * @return whether a block was built
   * @throws TemporaryException or {@link org.zknode.rollup.engine.EngineException}: try again later
   * @throws CriticalException engine and state DB contradict each other, or the batch is reached at
   *     which this node has to halt
   */
  public boolean step() {
    try {
      return act();
    } catch (final RuntimeException e) {
      userBlocks.abandon();
      throw e;
    } finally {
      journal.tellClosed();
    }
  }

  private boolean act() {
    if (!mayBuild.getAsBoolean()) {
      next.atOnce();
      return false;
    }
    final long start = System.nanoTime();
    if (userBlocks.isOpen()) {
      return goOn(start);
    }
    final L2Block known = context.engine().head();
    if (next.isLater(
        known.hash(),
        () -> timer.due(known.timestamp()).isPresent(),
        () -> timer.emptyBlockDue(known.timestamp()))) {
      return false;
    }
    next.atOnce();
    userBlocks.begin();
    final Position reconciled = agreed();
    final L2Block head = context.engine().head();
    if (userBlocks.keepPromises(head, reconciled)) {
      return true;
    }
    final Optional<ForcedBatchQueue.Ready> forced = forcedBatches.next();
    final Position position = closeInTime(head, reconciled, forced);
    final OptionalLong timestamp = usersBeforeForced.due(forced, position, head);
    final boolean acted =
        timestamp.isPresent()
            && mayGrow.getAsBoolean()
            && buildNext(head, position, forced, timestamp.getAsLong());
    if (acted) {
      busySince(start);
    } else {
      usersBeforeForced.rested();
      next.rest(
          head.hash(),
          closingTimeMillis(position),
          timestamp.isPresent(),
          userBlocks.poolIsEmpty() && !forcedBatches.isWaiting());
    }
    return acted && !userBlocks.isOpen();
  }

  private boolean goOn(final long startNanos) {
    final boolean[] worked = new boolean[1];
    final boolean sealed =
        userBlocks.goOn(
            new UserBlocks.Turn() {
              @Override
              public void lock() {
                worked[0] = true;
                Sequencer.this.lock();
              }

              @Override
              public Position agreed() {
                return reconcile();
              }
            },
            mayGrow);
    next.atOnce();
    if (worked[0]) {
      busySince(startNanos);
    }
    return sealed;
  }

  private void busySince(final long startNanos) {
    counters.busy().add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
  }

  /** What engine and state DB agree on, when this process may write. */
  private Position agreed() {
    lock();
    return reconcile();
  }

  private boolean buildNext(
      final L2Block head,
      final Position position,
      final Optional<ForcedBatchQueue.Ready> forced,
      final long timestamp) {
    final BooleanSupplier emptyDue = () -> timer.emptyBlockDue(head.timestamp());
    if (position.open().isPresent()) {
      return position.open().get().isForced()
          ? buildForced(head, position.open().get().batch())
          : userBlocks.buildIfAny(head, position, timestamp, emptyDue);
    }
    haltAtBatch.check(position.nextBatch());
    if (forced.isEmpty()) {
      return userBlocks.buildIfAny(head, position, timestamp, emptyDue);
    }
    return forced.get().usersFirst()
            && userBlocks.buildIfAny(head, position, timestamp, () -> false)
        || buildForced(head, journal.openForced(position.nextBatch(), forced.get().batch(), head));
  }

  /** The pool has transactions that it had not before; from any thread. */
  public void poolChanged() {
    next.poolChanged();
  }

  private long closingTimeMillis(final Position position) {
    return position
        .open()
        .map(open -> 1000 * (open.firstTimestamp() + context.config().batchTimeout().toSeconds()))
        .orElse(Long.MAX_VALUE);
  }

  /** Brings engine, state DB and pool DB to the same block. */
  private Position reconcile() {
    final L2Block head = context.engine().head();
    final Position position = phases.timed(Phase.RECONCILE, () -> reconciler.reconcile(head));
    poolMarker.markUpTo(position.lastBlock().map(row -> row.number()).orElse(0L));
    return position;
  }

  /**
   * In each whole step: the lock lives in a connection, and another process may take it with that.
   */
  private void lock() {
    if (!context.store().tryLock(LOCK)) {
      throw new TemporaryException("another process holds the sequencer's lock on the state DB");
    }
  }

  private Position closeInTime(
      final L2Block head, final Position position, final Optional<ForcedBatchQueue.Ready> forced) {
    if (position.open().filter(open -> !open.isForced()).isEmpty()) {
      return position;
    }
    final OpenBatch open = position.open().get();
    final Optional<BatchLimits.Closing> over = timeOver(open, head, forced);
    if (over.isPresent() && !usersBeforeForced.hold(head, forced)) {
      journal.close(open.batch(), over.get().reason(), over.get().detail());
      return journal.position();
    }
    if (waitingFor.isTooLong(open.batch().number())) {
      journal.close(
          open.batch(),
          ClosingReason.NO_TRANSACTION_FITS,
          "one waited for %d s".formatted(BatchWait.LONGEST.toSeconds()));
      early.ended(open.batch().number());
      return journal.position();
    }
    // Limits may be lower since a restart.
    final Optional<BatchLimits.Closing> withoutRoom = limits.withoutRoom(open.fill());
    if (withoutRoom.isPresent()) {
      journal.close(open.batch(), withoutRoom.get().reason(), withoutRoom.get().detail());
      return journal.position();
    }
    return position;
  }

  private Optional<BatchLimits.Closing> timeOver(
      final OpenBatch open, final L2Block head, final Optional<ForcedBatchQueue.Ready> forced) {
    if (forced.filter(ForcedBatchQueue.Ready::due).isPresent()) {
      return Optional.of(
          new BatchLimits.Closing(ClosingReason.FORCED_BATCH_DEADLINE, "a forced batch is due"));
    }
    final long age = timer.batchAge(open.batch().number(), open.firstTimestamp(), head.timestamp());
    return age >= context.config().batchTimeout().toSeconds()
        ? Optional.of(
            new BatchLimits.Closing(ClosingReason.MAX_DELTA_TIMESTAMP, "%d s old".formatted(age)))
        : Optional.empty();
  }

  private void userBlockBuilt(final BlockResult result) {
    usersBeforeForced.built(result.block().number());
    finish(result);
  }

  private boolean buildForced(final L2Block head, final Batch batch) {
    final BlockResult result = forcedBlocks.build(head, batch);
    forcedBatches.taken(batch.forced().orElseThrow().number());
    timer.builtForced();
    finish(result);
    return true;
  }

  /** The block is stored: who waits for it is told before the pool's rows are marked. */
  private void finish(final BlockResult result) {
    counters.blocks().increment();
    counters.transactions().add(result.block().transactions().size());
    listeners.forEach(listener -> listener.onBlock(result.block()));
    phases.timed(Phase.MARK, () -> poolMarker.markUpTo(result.block().number()));
  }
}
