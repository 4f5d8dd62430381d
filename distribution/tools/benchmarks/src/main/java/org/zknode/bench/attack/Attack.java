/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.util.List;
import java.util.function.BooleanSupplier;

/** One way to harm a rollup from outside, against nodes of one's own. */
interface Attack extends AutoCloseable {
  AttackName name();

  /** One sentence for the report. */
  String what();

  /** Whatever has to be there before the attack is measured: accounts, contracts, connections. */
  void prepare();

  /** What has to be done after honest users were alone, and before the attack is measured. */
  default void arm() {}

  /**
   * Attacks at its rate until told to stop, however long that is; called again when a node did not
   * answer.
   *
   * @param goesOn false when the time is over; to be asked between any two steps
   * @param ledger gets all transactions of the attackers
   */
  void run(BooleanSupplier goesOn, Ledger ledger);

  /**
   * What it did that must never happen; asked a moment after it.
   *
   * @return sentences; none when all is well
   */
  default List<String> harm() {
    return List.of();
  }

  @Override
  default void close() {}

  /** All attacks, on that devnet. */
  static List<Attack> all(final Field field) {
    return List.of(
        new UnpaidExecution(field),
        new UnfundedRoom(field),
        new NonceGaps(field),
        new ReplaceForEver(field),
        new DrainedDelegation(field),
        new RelayFlood(field),
        new StrangePeer(field, StrangePeer.Habit.LIES),
        new StrangePeer(field, StrangePeer.Habit.SAYS_NOTHING),
        new ForgedSender(field),
        new HalfBatch(field),
        new NeverRunningRows(field),
        new GivenUpCalls(field),
        new SilentPlaces(field),
        new ForcedRubbish(field));
  }
}
