/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import org.apache.tuweni.units.bigints.UInt256;

/** Base fee of the block after a given one (EIP-1559). */
public final class BaseFee {
  /** ELASTICITY_MULTIPLIER of EIP-1559. */
  private static final long ELASTICITY = 2;

  /** BASE_FEE_MAX_CHANGE_DENOMINATOR of EIP-1559. */
  private static final BigInteger MAX_CHANGE = BigInteger.valueOf(8);

  private BaseFee() {}

  /** In wei. */
  public static UInt256 after(final L2Block parent) {
    final long target = parent.gasLimit() / ELASTICITY;
    final BigInteger fee = parent.baseFee().toUnsignedBigInteger();
    final long distance = parent.gasUsed() - target;
    if (distance == 0) {
      return parent.baseFee();
    }
    final BigInteger change =
        fee.multiply(BigInteger.valueOf(Math.abs(distance)))
            .divide(BigInteger.valueOf(target))
            .divide(MAX_CHANGE);
    return UInt256.valueOf(
        distance > 0 ? fee.add(change.max(BigInteger.ONE)) : fee.subtract(change));
  }
}
