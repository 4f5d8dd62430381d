/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.sequencer.ChainJournal.OpenBatch;
import org.zknode.rollup.sequencer.ChainJournal.Position;

/**
 * Who forces a batch may fill its block, and users who wait meanwhile wait for all of that work. So
 * an open batch ends for a forced one right after a block of users' transactions, and the forced
 * block follows at once: it has the time until users' next one is due.
 */
final class UsersBeforeForced {
  private final BlockTimer timer;
  private final BooleanSupplier mayGrow;

  /** Of users' transactions, built in the last step. */
  private OptionalLong justBuilt = OptionalLong.empty();

  /**
   * @param mayGrow false while no block is built
   */
  UsersBeforeForced(final BlockTimer timer, final BooleanSupplier mayGrow) {
    this.timer = timer;
    this.mayGrow = mayGrow;
  }

  /** A block of users' transactions was built in this step. */
  void built(final long number) {
    justBuilt = OptionalLong.of(number);
  }

  /** Nothing was built in this step. */
  void rested() {
    justBuilt = OptionalLong.empty();
  }

  /**
   * Whether the open batch, whose time is over, has one more block of users' transactions first.
   * None is waited for when none came lately.
   */
  boolean hold(final L2Block head, final Optional<ForcedBatchQueue.Ready> forced) {
    return isNext(forced)
        && mayGrow.getAsBoolean()
        && !justBuilt.equals(OptionalLong.of(head.number()))
        && timer.usersComeSoon();
  }

  /** Timestamp of the next block, seconds, if it may be built now. */
  OptionalLong due(
      final Optional<ForcedBatchQueue.Ready> forced, final Position position, final L2Block head) {
    final boolean forcedNext =
        position.open().map(OpenBatch::isForced).orElseGet(() -> isNext(forced));
    return forcedNext ? timer.forcedDue(head.timestamp()) : timer.due(head.timestamp());
  }

  /** A forced batch comes when no batch is open. */
  private static boolean isNext(final Optional<ForcedBatchQueue.Ready> forced) {
    return forced.filter(ready -> !ready.usersFirst()).isPresent();
  }
}
