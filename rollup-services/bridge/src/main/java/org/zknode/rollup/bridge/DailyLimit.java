/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;

/**
 * What may be spent from midnight to midnight UTC.
 *
 * @param wei 0 for no limit
 */
public record DailyLimit(long gas, BigInteger wei) {
  /** What was spent, with the worst case of what is on its way. */
  public record Spent(long gas, BigInteger wei) {
    public static final Spent NOTHING = new Spent(0, BigInteger.ZERO);

    public Spent plus(final long moreGas, final BigInteger moreWei) {
      return new Spent(gas + moreGas, wei.add(moreWei));
    }
  }

  /** Whether that much more is within it. */
  public boolean allows(final Spent spent, final long moreGas, final BigInteger moreWei) {
    return spent.gas() + moreGas <= gas
        && (wei.signum() == 0 || spent.wei().add(moreWei).compareTo(wei) <= 0);
  }
}
