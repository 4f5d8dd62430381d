/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.state.ChangeWatch;

/**
 * When the sequencer acts next. Spares state DB and pool DB steps that cannot do anything: the head
 * is the one of the last whole step, no block is due, or one would be due but nothing came into the
 * pool since it was read. A rest is short, so that whatever this does not know of is seen soon.
 */
final class NextAction {
  /**
   * Longest rest while something waits, or while it is not known whether a row has changed
   * (docs/spec/sequencing.md, "Intervals"). Else it ends with a change, a notification of the pool
   * or the next thing that is due.
   */
  static final Duration MAX_REST = Duration.ofMillis(500);

  /**
   * @param deadlineMillis when the rest ends even if no row changes
   */
  private record Rest(
      Bytes32 head, long sinceMillis, long untilMillis, long deadlineMillis, boolean poolIsRead) {}

  private final Clock clock;
  private final ChangeWatch rows;
  private final AtomicBoolean poolChanged = new AtomicBoolean(true);
  private Optional<Rest> rest = Optional.empty();

  NextAction(final Clock clock, final ChangeWatch rows) {
    this.clock = clock;
    this.rows = rows;
  }

  /** Transactions came into the pool; from any thread. */
  void poolChanged() {
    poolChanged.set(true);
  }

  /** The pool is about to be read: what came before is seen. */
  void readingPool() {
    poolChanged.set(false);
  }

  /** Whether transactions came into the pool since it was read. */
  boolean poolHasChanged() {
    return poolChanged.get();
  }

  /** The next step is a whole one. */
  void atOnce() {
    rest = Optional.empty();
    rows.begin();
  }

  /**
   * After a whole step that built nothing.
   *
   * @param deadlineMillis when something is to be done whatever comes
   * @param poolIsRead whether the pool was read, and had nothing, on top of this head
   * @param idle whether only a changed row, a notification of the pool or the deadline can give the
   *     next step something to do
   */
  void rest(
      final Bytes32 head, final long deadlineMillis, final boolean poolIsRead, final boolean idle) {
    if (idle) {
      rows.foundNothing();
    }
    final long now = clock.millis();
    rest =
        Optional.of(
            new Rest(
                head,
                now,
                Math.min(now + MAX_REST.toMillis(), deadlineMillis),
                deadlineMillis,
                poolIsRead));
  }

  /**
   * @param blockDue whether a block may be built now
   * @param emptyBlockDue whether it may be one without transactions
   */
  boolean isLater(
      final Bytes32 head, final BooleanSupplier blockDue, final BooleanSupplier emptyBlockDue) {
    if (rest.isEmpty() || !rest.get().head().equals(head)) {
      return false;
    }
    final long now = clock.millis();
    final long end = rows.isQuiet() ? rest.get().deadlineMillis() : rest.get().untilMillis();
    if (now < rest.get().sinceMillis() || now >= end) {
      return false;
    }
    return !blockDue.getAsBoolean()
        || rest.get().poolIsRead() && !poolChanged.get() && !emptyBlockDue.getAsBoolean();
  }
}
