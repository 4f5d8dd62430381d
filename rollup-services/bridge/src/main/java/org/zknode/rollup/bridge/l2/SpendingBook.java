/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import org.zknode.rollup.bridge.DailyLimit.Spent;

/**
 * What was spent on each day, kept over restarts. Failures of the database are {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface SpendingBook {
  /**
   * @param day days since the epoch, UTC
   */
  Spent spent(Purpose purpose, long day);

  /** Adds to that day, also less than nothing; durable when it returns. */
  void add(Purpose purpose, long day, long gas, BigInteger wei);

  /** What money is spent on. */
  enum Purpose {
    /** Making global exit roots known on L2. */
    EXIT_ROOTS("exit-roots"),
    /** Claiming for others. */
    CLAIMS("claims");

    private final String id;

    Purpose(final String id) {
      this.id = id;
    }

    /** In the database and in the status. */
    public String id() {
      return id;
    }
  }
}
