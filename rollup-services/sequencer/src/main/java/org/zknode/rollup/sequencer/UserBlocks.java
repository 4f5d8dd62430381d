/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.sequencer.ChainJournal.OpenBatch;
import org.zknode.rollup.sequencer.ChainJournal.Position;
import org.zknode.rollup.sequencer.Selection.Refused;
import org.zknode.rollup.state.ClosingReason;

/**
 * The block of users' transactions: built at once, or opened, filled in slices and sealed when its
 * time is over. An open block is in this process's memory; what was promised of it is in the state
 * DB, and is built before anything else (docs/concepts/preconfirmations.md).
 */
final class UserBlocks {
  private final SequencerContext context;
  private final BatchLimits limits;
  private final ChainJournal journal;
  private final BlockAssembler assembler;
  private final Slices slices;
  private final SlicePace pace;
  private final PoolChoice choice;
  private final EarlyClosings early;
  private final BatchWait waitingFor;
  private final HaltAtBatch haltAtBatch;
  private final BlockTimer timer;
  private final Consumer<BlockResult> built;
  private Optional<Assembly> open = Optional.empty();

  /** The state DB may have slices that this process does not know. */
  private boolean promisesUnknown = true;

  /** It was read for the last block, and had nothing. */
  private boolean poolIsEmpty;

  /** What ends batches. */
  record Closings(
      BatchLimits limits, EarlyClosings early, BatchWait waitingFor, HaltAtBatch haltAtBatch) {}

  /**
   * @param built told of each block whose row is stored
   */
  UserBlocks(
      final SequencerContext context,
      final ChainJournal journal,
      final BlockPromises promises,
      final Closings closings,
      final BlockTimer timer,
      final NextAction next,
      final BlockPhases phases,
      final Consumer<BlockResult> built) {
    this.context = context;
    this.journal = journal;
    this.limits = closings.limits();
    this.early = closings.early();
    this.waitingFor = closings.waitingFor();
    this.haltAtBatch = closings.haltAtBatch();
    this.timer = timer;
    this.built = built;
    this.pace = new SlicePace(context.config().preconfirmationInterval(), context.nanoTime());
    this.choice = new PoolChoice(context, limits, early, next, pace.mostTransactions(), phases);
    this.assembler = new BlockAssembler(context, limits, journal, promises, early, phases);
    this.slices = new Slices(promises, context.preconfirmed());
  }

  /** Whether a block takes slices now. */
  boolean isOpen() {
    return open.isPresent();
  }

  /** Whether the pool was read for the last block, and had nothing. */
  boolean poolIsEmpty() {
    return poolIsEmpty;
  }

  /** A step begins. */
  void begin() {
    poolIsEmpty = false;
  }

  /** Something failed, or the chain changed: what is durable of an open block is built again. */
  void abandon() {
    open.ifPresent(Assembly::close);
    open = Optional.empty();
    promisesUnknown = true;
    choice.forget();
  }

  /**
   * Builds what was promised of the next block, by this process or another one; before anything
   * else is decided. Looked for at the start and after each failure: later nothing is promised
   * without this process but while another one has the state DB, which {@link BlockPromises}
   * notices.
   *
   * @return whether a block was built
   */
  boolean keepPromises(final L2Block head, final Position position) {
    if (!promisesUnknown) {
      return false;
    }
    final Optional<Assembly> promised = assembler.promised(head, position);
    promisesUnknown = false;
    if (promised.isEmpty()) {
      return false;
    }
    open = promised;
    timer.begun();
    seal(promised.get());
    return true;
  }

  /** What the sequencer does before something is written. */
  interface Turn {
    /** This process may write, or it fails. */
    void lock();

    /** What engine and state DB agree on. */
    Position agreed();
  }

  /**
   * Gives the open block a slice, or seals it when its time is over.
   *
   * @param mayGrow whether the block takes more
   * @return whether it was sealed
   */
  boolean goOn(final Turn turn, final BooleanSupplier mayGrow) {
    final Assembly assembly = open.orElseThrow();
    if (!assembly.parent().hash().equals(context.engine().head().hash())) {
      // Somebody else has changed the chain.
      abandon();
      return false;
    }
    if (timer.isOver(assembly.intent().timestamp())) {
      turn.lock();
      if (!turn.agreed().equals(assembly.position())) {
        abandon();
        return false;
      }
      seal(assembly);
      return true;
    }
    if (takesSlice(assembly, mayGrow)) {
      turn.lock();
      slice(assembly);
    }
    return false;
  }

  private boolean takesSlice(final Assembly assembly, final BooleanSupplier mayGrow) {
    return pace.isDue()
        && mayGrow.getAsBoolean()
        && assembly.room().transactions() > 0
        && (choice.hasMore() || pace.isLate());
  }

  private void slice(final Assembly assembly) {
    choice.refresh(assembly.hashes());
    final Selection selection =
        choice.verified(
            choice.select(assembly.base(), assembly.room(), assembly.intent().batchNumber()));
    pace.taken();
    final List<Refused> dead = fill(assembly, selection);
    choice.refuse(selection.refused());
    choice.refuse(dead);
  }

  /**
   * Builds or opens the next block if the pool has something for it.
   *
   * @param emptyToo whether a block without transactions is built when there are none
   * @return whether one was built, or opened
   */
  boolean buildIfAny(
      final L2Block head,
      final Position start,
      final long timestamp,
      final BooleanSupplier emptyToo) {
    poolIsEmpty = choice.refresh(Set.of());
    final ChoiceBase base = ChoiceBase.after(head, context.engine()::accounts);
    Position position = start;
    Selection selection = select(base, position);
    final Optional<OpenBatch> batch = position.open();
    if (selection.transactions().isEmpty() && selection.waiting() && batch.isPresent()) {
      if (limits.isFilled(batch.get().fill())) {
        journal.close(
            batch.get().batch(), ClosingReason.NO_TRANSACTION_FITS, "bytes or transactions");
        early.ended(batch.get().batch().number());
        position = journal.position();
        haltAtBatch.check(position.nextBatch());
        selection = select(base, position);
      } else {
        waitingFor.begins(batch.get().batch().number());
      }
    }
    choice.refuse(selection.refused());
    choice.refuseStuck(base);
    selection = choice.verified(selection);
    if (selection.transactions().isEmpty() && !emptyToo.getAsBoolean()) {
      return false;
    }
    open = assembler.open(head, position, timestamp);
    if (open.isEmpty()) {
      abandon();
      return false;
    }
    begin(open.get(), selection);
    return true;
  }

  private Selection select(final ChoiceBase base, final Position position) {
    return choice.select(base, assembler.room(position), position.nextBatch());
  }

  /** Without preconfirmations, and when there is nothing to wait with, it is sealed at once. */
  private void begin(final Assembly assembly, final Selection selection) {
    final boolean inSlices = pace.isOn() && !selection.transactions().isEmpty();
    if (inSlices) {
      timer.begun();
      pace.taken();
    }
    final List<Refused> dead = fill(assembly, selection);
    if (!inSlices) {
      seal(assembly);
      timer.begun();
    }
    // Only now is it certain what is before them.
    choice.refuse(dead);
  }

  /**
   * Executes what was chosen; with preconfirmations, what of it is in the block is durable then.
   *
   * @return what can never be included, given that the block is as it is
   */
  private List<Refused> fill(final Assembly assembly, final Selection selection) {
    final int before = assembly.size();
    final Appended appended = assembler.append(assembly, selection, pace.longest());
    if (pace.isOn() && !appended.included().isEmpty()) {
      slices.promise(assembly, before, appended);
    }
    return choice.tried(selection, appended, assembly.intent().number());
  }

  private void seal(final Assembly assembly) {
    final BlockResult result = assembler.seal(assembly);
    open = Optional.empty();
    final long batch = assembly.intent().batchNumber();
    journal
        .blockBuilt(
            result.block(),
            assembly.intent(),
            assembly.parent().timestamp(),
            result.used(),
            new BatchLimits.Ended(assembly.isFull(), result.exhausted()),
            assembly.slices())
        .filter(reason -> reason != ClosingReason.MAX_TRANSACTIONS)
        .ifPresent(reason -> early.ended(batch));
    if (assembly.isFull()) {
      waitingFor.begins(batch);
    }
    built.accept(result);
  }
}
