/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.sequencer.Selection.Refused;

/**
 * Chooses transactions of the pool for the next block, or for the next slice of the open one, and
 * tells the pool which can never be included.
 */
final class PoolChoice {
  private final SequencerContext context;
  private final BatchLimits limits;
  private final EarlyClosings early;
  private final NextAction next;
  private final int most;
  private final BlockPhases phases;
  private final SequencerCounters counters;
  private final SenderCheck senders;
  private final PendingPool pool;
  private final TransactionSelector selector;
  private final Refusals refusals;
  private PendingSet pending = new PendingSet();
  private PriceFloor floor;
  private boolean leftOver;

  /**
   * @param most transactions of one choice
   */
  PoolChoice(
      final SequencerContext context,
      final BatchLimits limits,
      final EarlyClosings early,
      final NextAction next,
      final int most,
      final BlockPhases phases) {
    this.context = context;
    this.limits = limits;
    this.early = early;
    this.next = next;
    this.most = most;
    this.phases = phases;
    this.counters = SequencerCounters.in(context.metrics());
    this.senders = new SenderCheck(context);
    this.pool = new PendingPool(context.pool(), context.nanoTime());
    this.selector = new TransactionSelector(pool.noticing(senders::read), context.clock());
    this.refusals = new Refusals(context.pool(), context.metrics());
    this.floor = context.floor().get();
  }

  /**
   * Reads what has changed in the pool, and the price that is to be paid now.
   *
   * @param taken what is in the open block
   * @return whether nothing is pending
   */
  boolean refresh(final Set<Bytes32> taken) {
    next.readingPool();
    pending = phases.timed(Phase.POOL, () -> pool.refreshed(taken));
    floor = context.floor().get();
    return pending.isEmpty();
  }

  /** The pool is read anew next time. */
  void forget() {
    pool.forget();
  }

  /** Whether something new came since it was read, or something could not be tried any more. */
  boolean hasMore() {
    return leftOver || next.poolHasChanged();
  }

  /**
   * What is tried next, from what was read last.
   *
   * @param room that the batch has left
   */
  Selection select(final ChoiceBase base, final Room room, final long batch) {
    return phases.timed(
        Phase.SELECT,
        () ->
            selector.select(
                pending,
                floor,
                base,
                new SelectionRun.Limits(room, limits.room(0, 0), most),
                early.mayEnd(batch)));
  }

  /** Those that their senders signed. */
  Selection verified(final Selection selection) {
    return senders.verified(selection);
  }

  /** What is given up while the pool has little room, after {@link #select} on that base. */
  void refuseStuck(final ChoiceBase base) {
    if (!context.pool().takesGaps()) {
      refusals.refuse(selector.stuck(pending, floor, base));
    }
  }

  void refuse(final List<Refused> dead) {
    refusals.refuse(dead);
  }

  /**
   * Learns from what came of a choice.
   *
   * @param block number of the block that it was tried in
   * @return what can never be included, given that the block is as it is
   */
  List<Refused> tried(final Selection selection, final Appended appended, final long block) {
    leftOver =
        selection.transactions().size() >= most
            || appended.skipped().stream().anyMatch(each -> each.kind() == SkipKind.NOT_TRIED);
    final List<Refused> dead = new ArrayList<>(selector.tried(selection, appended, block));
    for (final SkippedTransaction skipped : appended.skipped()) {
      if (!skipped.retryable()) {
        dead.add(
            new Refused(selection.hash(skipped.index()), skipped.reason(), skipped.oversized()));
      }
      if (skipped.kind().burnsWork()) {
        counters.discarded().increment();
      }
    }
    return dead;
  }
}
