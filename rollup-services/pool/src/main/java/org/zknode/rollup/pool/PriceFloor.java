/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;

/**
 * The lowest price per gas at which a transaction is put into a block, so that what it pays covers
 * at least its bytes at L1's price. One rule for all types, at the door and when a block is built.
 *
 * @param minimum holds whatever L1 costs, in wei per L2 gas
 * @param l1Price in wei per L1 gas; 0 when L1 does not count
 * @param highest the floor never asks for more, in wei per L2 gas; 0 = no limit
 */
public record PriceFloor(BigInteger minimum, BigInteger l1Price, BigInteger highest) {
  /**
   * A transaction's share of what a sequence and its proof cost besides calldata, in L1 gas:
   * 500,000 gas for 250 transactions.
   */
  public static final long FIXED_L1_GAS = 2_000;

  /** The same for all transactions. */
  public static PriceFloor flat(final BigInteger minimum) {
    return new PriceFloor(minimum, BigInteger.ZERO, BigInteger.ZERO);
  }

  /** What a transaction pays per gas at that base fee, in wei. */
  public static BigInteger effectivePrice(
      final BigInteger maxFeePerGas,
      final BigInteger maxPriorityFeePerGas,
      final BigInteger baseFee) {
    return maxFeePerGas.min(baseFee.add(maxPriorityFeePerGas));
  }

  /**
   * The price at which the gas that a transaction uses at least pays for its bytes on L1. Since
   * both chains charge data alike (EIP-7623), this is less than L1's own price for every form of
   * transaction.
   *
   * @param dataGas L1 gas of its bytes, 0 = not known
   * @param leastGas L2 gas that it uses at least
   * @return wei per L2 gas, rounded up
   */
  public BigInteger of(final long dataGas, final long leastGas) {
    if (l1Price.signum() == 0 || dataGas == 0) {
      return minimum;
    }
    final BigInteger gas = BigInteger.valueOf(leastGas);
    final BigInteger needed =
        l1Price
            .multiply(BigInteger.valueOf(dataGas + FIXED_L1_GAS))
            .add(gas)
            .subtract(BigInteger.ONE)
            .divide(gas);
    final BigInteger capped = highest.signum() > 0 ? needed.min(highest) : needed;
    return capped.max(minimum);
  }

  /** Whether a pending transaction pays enough at that base fee. */
  public boolean covers(final TransactionPool.Candidate candidate, final BigInteger baseFee) {
    return effectivePrice(candidate.maxFeePerGas(), candidate.maxPriorityFeePerGas(), baseFee)
            .compareTo(of(candidate.dataGas(), candidate.leastGas()))
        >= 0;
  }
}
