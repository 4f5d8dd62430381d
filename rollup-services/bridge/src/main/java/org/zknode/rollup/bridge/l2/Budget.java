/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.l2.SpendingBook.Purpose;
import org.zknode.rollup.metrics.Metrics.Counter;

/**
 * What one purpose may still spend. The worst case of a transaction is booked before it is sent,
 * and what it did not need is taken off when it is mined: a process that is killed between the two
 * has spent too much in its book, never too little.
 */
final class Budget {
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  /** Of the limit of a day, what a burst may take. */
  private static final double AHEAD_PART = 0.1;

  private final Purpose purpose;
  private final DailyLimit limit;
  private final SpendingBook book;
  private final Clock clock;
  private final Counter refusals;

  Budget(
      final Purpose purpose,
      final DailyLimit limit,
      final SpendingBook book,
      final Clock clock,
      final Counter refusals) {
    this.purpose = purpose;
    this.limit = limit;
    this.book = book;
    this.clock = clock;
    this.refusals = refusals;
  }

  Purpose purpose() {
    return purpose;
  }

  /**
   * The worst case of one transaction.
   *
   * @param day that it counts for, since the epoch
   */
  record Reserved(long day, long gas, BigInteger wei) {}

  private long today() {
    return TimeUnit.MILLISECONDS.toDays(clock.millis());
  }

  /** Whether the limit has room for that. */
  boolean allows(final long gas, final BigInteger wei) {
    return limit.allows(book.spent(purpose, today()), gas, wei);
  }

  /** Why that is above the limit. */
  Optional<String> refuses(final long gas, final BigInteger wei) {
    final Spent spent = book.spent(purpose, today());
    if (limit.allows(spent, gas, wei)) {
      return Optional.empty();
    }
    refusals.increment();
    return Optional.of(
        "%d gas and %s wei are spent or on their way today, the next transaction may need %d"
                .formatted(spent.gas(), spent.wei(), gas)
            + " gas and %s wei, the limit of a day is %d gas and %s"
                .formatted(
                    wei, limit.gas(), limit.wei().signum() == 0 ? "any" : limit.wei() + " wei")
            + "; it begins anew at midnight UTC");
  }

  /**
   * Whether more gas is spent today than the hours since midnight's share of the limit and a tenth
   * of it: who goes on like that has none left in the evening.
   */
  boolean isAhead() {
    final double share = (double) (clock.millis() % DAY_MILLIS) / DAY_MILLIS + AHEAD_PART;
    return book.spent(purpose, today()).gas() > limit.gas() * share;
  }

  Reserved reserve(final long gas, final BigInteger wei) {
    final Reserved reserved = new Reserved(today(), gas, wei);
    book.add(purpose, reserved.day(), gas, wei);
    return reserved;
  }

  /** It needed that much and no more. */
  void settle(final Reserved reserved, final long gas, final BigInteger wei) {
    book.add(purpose, reserved.day(), gas - reserved.gas(), wei.subtract(reserved.wei()));
  }
}
