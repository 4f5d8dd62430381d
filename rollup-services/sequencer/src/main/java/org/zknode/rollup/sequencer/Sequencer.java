/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.sequencer.BlockPhases.Part;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.sequencer.ChainJournal.OpenBatch;
import org.zknode.rollup.sequencer.ChainJournal.Position;
import org.zknode.rollup.sequencer.Selection.Refused;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

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
  private final PendingPool pending;
  private final TransactionSelector selector;
  private final SenderCheck senders;
  private final WorkLimits work;
  private final BatchWait waitingFor;
  private final EarlyClosings early;
  private final Refusals refusals;
  private final PoolMarker poolMarker;
  private final ForcedBatchQueue forcedBatches;
  private final NextL1InfoLeaf leaves;
  private final HaltAtBatch haltAtBatch;
  private final BlockTimer timer;
  private final UsersBeforeForced usersBeforeForced;
  private final NextAction next;

  /** It was read in this step, and had nothing. */
  private boolean poolIsEmpty;

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
    this.reconciler =
        new Reconciler(
            context.engine(),
            context.store(),
            context.chain(),
            journal,
            new UnstoredBlocks(
                context.engine(), context.store(), context.pool(), context.chain(), journal));
    this.senders = new SenderCheck(context);
    this.pending = new PendingPool(context.pool(), context.nanoTime());
    this.selector =
        new TransactionSelector(
            context.engine()::accounts, pending.noticing(senders::read), context.clock());
    this.work =
        WorkLimits.of(
            context.config().blockTime(), context.chain().blockGasLimit(), context.nanoTime());
    this.waitingFor = new BatchWait(context.clock());
    this.early = new EarlyClosings(context.clock(), context.config().batchTimeout());
    this.refusals = new Refusals(context.pool(), context.metrics());
    this.poolMarker = new PoolMarker(context.engine(), context.store(), context.pool());
    this.forcedBatches =
        new ForcedBatchQueue(
            context.store(),
            context.config().forcedBatches(),
            new ForcedBatchShare(context.config(), forceBatchTimeout),
            context.clock());
    this.leaves =
        new NextL1InfoLeaf(context.store(), context.config().forcedBatches().l1Confirmations());
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
    this.phases = new BlockPhases(context.metrics());
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
      pending.forget();
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
    final L2Block known = context.engine().head();
    if (next.isLater(
        known.hash(),
        () -> timer.due(known.timestamp()).isPresent(),
        () -> timer.emptyBlockDue(known.timestamp()))) {
      return false;
    }
    next.atOnce();
    poolIsEmpty = false;
    final long start = System.nanoTime();
    lock();
    final Position reconciled = reconcile();
    final L2Block head = context.engine().head();
    final Optional<ForcedBatchQueue.Ready> forced = forcedBatches.next();
    final Position position = closeInTime(head, reconciled, forced);
    final OptionalLong timestamp = usersBeforeForced.due(forced, position, head);
    final boolean built =
        timestamp.isPresent()
            && mayGrow.getAsBoolean()
            && buildNext(head, position, forced, timestamp.getAsLong());
    if (built) {
      counters.busy().add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
    } else {
      usersBeforeForced.rested();
      next.rest(
          head.hash(),
          closingTimeMillis(position),
          timestamp.isPresent(),
          poolIsEmpty && !forcedBatches.isWaiting());
    }
    return built;
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
          : buildIfAny(head, position, timestamp, emptyDue);
    }
    haltAtBatch.check(position.nextBatch());
    if (forced.isEmpty()) {
      return buildIfAny(head, position, timestamp, emptyDue);
    }
    return forced.get().usersFirst() && buildIfAny(head, position, timestamp, () -> false)
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

  /**
   * @param emptyToo whether a block without transactions is built when there are none
   */
  private boolean buildIfAny(
      final L2Block head,
      final Position start,
      final long timestamp,
      final BooleanSupplier emptyToo) {
    next.readingPool();
    final PendingSet transactions = phases.timed(Phase.POOL, pending::refreshed);
    final PriceFloor floor = context.floor().get();
    poolIsEmpty = transactions.isEmpty();
    Position position = start;
    Selection selection = select(transactions, floor, position, head);
    final Optional<OpenBatch> open = position.open();
    if (selection.transactions().isEmpty() && selection.waiting() && open.isPresent()) {
      if (limits.isFilled(open.get().fill())) {
        journal.close(
            open.get().batch(), ClosingReason.NO_TRANSACTION_FITS, "bytes or transactions");
        early.ended(open.get().batch().number());
        position = journal.position();
        haltAtBatch.check(position.nextBatch());
        selection = select(transactions, floor, position, head);
      } else {
        waitingFor.begins(open.get().batch().number());
      }
    }
    refusals.refuse(selection.refused());
    if (!context.pool().takesGaps()) {
      refusals.refuse(selector.stuck(transactions, floor, head));
    }
    selection = senders.verified(selection);
    if (selection.transactions().isEmpty() && !emptyToo.getAsBoolean()) {
      return false;
    }
    build(head, position, timestamp, selection);
    return true;
  }

  private Selection select(
      final PendingSet transactions,
      final PriceFloor floor,
      final Position position,
      final L2Block head) {
    return phases.timed(
        Phase.SELECT,
        () ->
            selector.select(
                transactions,
                floor,
                room(position),
                limits.room(0, 0),
                head,
                early.mayEnd(position.nextBatch())));
  }

  private void build(
      final L2Block head,
      final Position position,
      final long timestamp,
      final Selection selection) {
    final Optional<L1InfoLeaf> leaf = leaves.find(position.highestL1InfoTreeIndex(), timestamp);
    final BlockAttributes attributes =
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            timestamp,
            context.chain().coinbase(),
            context.chain().blockGasLimit(),
            leaf.map(L1InfoLeaf::index).orElse(0L),
            leaf.map(L1InfoLeaf::l1InfoRoot).orElse(Bytes32.ZERO));
    final BlockIntent intent =
        new BlockIntent(
            attributes.number(),
            attributes.parentHash(),
            timestamp,
            position.nextBatch(),
            attributes.l1InfoTreeIndex());
    journal.intend(intent);
    final boolean sparing = !early.mayEnd(position.nextBatch());
    final BlockResult result =
        extend(
            () ->
                context
                    .engine()
                    .extend(
                        attributes,
                        selection.forEngine(),
                        limits.budget(position.used(), room(position), work, sparing)));
    final boolean full =
        selection.waiting()
            || isLeftOut(result, SkipKind.NO_ROOM)
            || !sparing && isLeftOut(result, SkipKind.NO_RESOURCES);
    journal
        .blockBuilt(
            result.block(),
            intent,
            head.timestamp(),
            result.used(),
            new BatchLimits.Ended(full, result.exhausted()))
        .filter(reason -> reason != ClosingReason.MAX_TRANSACTIONS)
        .ifPresent(reason -> early.ended(intent.batchNumber()));
    if (full) {
      waitingFor.begins(intent.batchNumber());
    }
    timer.built();
    usersBeforeForced.built(intent.number());
    final List<Refused> dead = new ArrayList<>(selector.built(selection, result));
    finish(result);
    for (final SkippedTransaction skipped : result.skipped()) {
      if (!skipped.retryable()) {
        dead.add(
            new Refused(selection.hash(skipped.index()), skipped.reason(), skipped.oversized()));
      }
      if (skipped.kind().burnsWork()) {
        counters.discarded().increment();
      }
    }
    refusals.refuse(dead);
  }

  private static boolean isLeftOut(final BlockResult result, final SkipKind kind) {
    return result.skipped().stream().anyMatch(skipped -> skipped.kind() == kind);
  }

  /** The one block of the open forced batch, which closes it; no pool transaction is in it. */
  private boolean buildForced(final L2Block head, final Batch batch) {
    final ForcedDerivation derived =
        ForcedDerivation.of(
            batch.batchL2Data(), batch.forced().orElseThrow(), head, context.chain());
    final BlockAttributes attributes = derived.input().attributes();
    final BlockIntent intent =
        new BlockIntent(
            attributes.number(),
            attributes.parentHash(),
            attributes.timestamp(),
            batch.number(),
            attributes.l1InfoTreeIndex());
    journal.intend(intent);
    // What users force is not limited: everybody derives it without meters. A forced batch is one
    // block, so that its gas limit bounds the work, and L1's gas and fee are paid for each.
    final BlockResult result =
        extend(
            () ->
                context
                    .engine()
                    .extend(attributes, derived.input().transactions(), Optional.empty()));
    journal.derivedBuilt(
        result.block(), intent, head.timestamp(), result.used(), derived.input().transactions());
    LOG.info(
        "forced batch {} is batch {}: {} transactions, {} skipped{}",
        batch.forced().get().number(),
        batch.number(),
        result.block().transactions().size(),
        result.skipped().size(),
        derived.malformed().map(why -> ", malformed: " + why).orElse(""));
    forcedBatches.taken(batch.forced().get().number());
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

  /** A block that the engine builds has no hash to differ from. */
  private BlockResult extend(final Part<BlockResult, BlockMismatchException> building) {
    try {
      return phases.timed(Phase.EXECUTE, building);
    } catch (final BlockMismatchException e) {
      throw new CriticalException(
          new Halt(
              HaltCode.ENGINE_REFUSED, LOCK, "the engine refused its own block", e.getMessage()));
    }
  }

  private Room room(final Position position) {
    return limits.room(
        position.open().map(open -> open.batch().batchL2Data().size()).orElse(0),
        position.open().map(OpenBatch::transactions).orElse(0));
  }
}
