/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Set;
import org.zknode.rollup.pool.RefusalReason;

/** One attacker each, and what has to become of what he sends, in one seed or another. */
enum Player {
  /** Has nothing, or spends everything with his first transaction. */
  UNFUNDED(Set.of(RefusalReason.INSUFFICIENT_FUNDS.name(), Fates.INCLUDED, Fates.CANNOT_PAY)),
  /** What he sends fits no batch, or takes too long, and that shows at the door. */
  TOO_LARGE(Set.of(RefusalReason.EXCEEDS_BATCH.name(), RefusalReason.SENDER_PUT_BACK.name())),
  /** What he sends shows that only once it is in a block. */
  TURNS_LARGE(Set.of(Fates.TAKEN, Fates.OVERSIZED, Fates.OUT_OF_TIME)),
  LEAVES_GAPS(
      Set.of(
          Fates.TAKEN,
          RefusalReason.NONCE_TOO_HIGH.name(),
          RefusalReason.POOL_CROWDED.name(),
          Fates.BEHIND_GAP)),
  REPLACES_FOR_EVER(
      Set.of(
          RefusalReason.REPLACEMENT_UNDERPRICED.name(),
          RefusalReason.TOO_MANY_FAILED.name(),
          Fates.REPLACED)),
  /** Delegates an account that has transactions in the pool, and empties it. */
  DRAINS_DELEGATED(Set.of(RefusalReason.DELEGATED_SENDER.name(), Fates.INCLUDED, Fates.CANNOT_PAY)),
  /** Pays L1 for forced batches whose transactions do nothing but work. */
  FORCES_RUBBISH(Set.of(Fates.SENT, Fates.INCLUDED, Fates.LEFT_OUT)),
  /** Calls that each need half of a batch. */
  NEEDS_HALF(Set.of(Fates.INCLUDED)),
  /** Rows of which each could be paid alone, and the first one takes everything. */
  NEVER_RUNS(Set.of(Fates.INCLUDED, Fates.CANNOT_PAY, Fates.BEHIND_GAP));

  private final Set<String> expected;

  Player(final Set<String> expected) {
    this.expected = expected;
  }

  /** Names of {@link RefusalReason} and {@link Fates}. */
  Set<String> expected() {
    return expected;
  }

  /** What becomes of a transaction that is not refused at the door. */
  static final class Fates {
    /** It went to L1. */
    static final String SENT = "sent";

    static final String TAKEN = "taken";

    /** In a block, so that its sender has paid. */
    static final String INCLUDED = "included";

    /** It was in a forced batch, and did nothing. */
    static final String LEFT_OUT = "left out";

    static final String CANNOT_PAY = "cannot pay";
    static final String OVERSIZED = "oversized";
    static final String OUT_OF_TIME = "out of time";
    static final String BEHIND_GAP = "behind a gap";
    static final String REPLACED = "replaced";
    static final String WAITS = "waits";
    static final String OTHER = "other";

    private Fates() {}
  }
}
