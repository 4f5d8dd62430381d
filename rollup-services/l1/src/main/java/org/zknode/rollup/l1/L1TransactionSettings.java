/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.time.Duration;

/**
 * @param confirmations L1 blocks on top of the one that mined a transaction before it counts as
 *     CONFIRMED; 0 = at once
 * @param replaceAfter how long a sent transaction may stay unmined before it is replaced with
 *     higher fees
 * @param maxFeePerGasCap wei; fees are never raised above it
 * @param fees what is offered at first
 */
public record L1TransactionSettings(
    int confirmations, Duration replaceAfter, BigInteger maxFeePerGasCap, FirstFees fees) {

  /**
   * As long as zkevm-node waits for a transaction to be mined (docs/spec/settlement.md, "L1
   * transaction manager").
   */
  public static final Duration DEFAULT_REPLACE_AFTER = Duration.ofMinutes(2);

  /** 1000 gwei: an operator would rather wait than pay more. */
  public static final BigInteger DEFAULT_MAX_FEE_PER_GAS = BigInteger.valueOf(1_000_000_000_000L);

  /**
   * maxFeePerGas = base fee of L1's newest block times the factor, plus the priority fee; priority
   * fee = what the endpoint suggests (eth_maxPriorityFeePerGas), within the two limits.
   * Replacements raise both as L1's pools demand, up to the cap on maxFeePerGas.
   *
   * @param baseFeeFactor 1 or more; 2 outlasts six full blocks in a row
   * @param minPriorityFee wei per gas
   * @param maxPriorityFee wei per gas
   */
  public record FirstFees(int baseFeeFactor, BigInteger minPriorityFee, BigInteger maxPriorityFee) {
    /** From 0.001 gwei, which geth's block builder wants at least, to 20 gwei. */
    public static final FirstFees DEFAULT =
        new FirstFees(2, BigInteger.valueOf(1_000_000L), BigInteger.valueOf(20_000_000_000L));

    public FirstFees {
      if (baseFeeFactor < 1) {
        throw new IllegalArgumentException(
            "the base fee's factor is below 1, nothing would be mined: " + baseFeeFactor);
      }
      if (minPriorityFee.signum() < 0 || minPriorityFee.compareTo(maxPriorityFee) > 0) {
        throw new IllegalArgumentException(
            "the priority fee's limits are not in order: %s to %s wei"
                .formatted(minPriorityFee, maxPriorityFee));
      }
    }
  }

  public L1TransactionSettings {
    if (confirmations < 0) {
      throw new IllegalArgumentException("confirmations cannot be negative: " + confirmations);
    }
  }

  /** With the default first fees. */
  public L1TransactionSettings(
      final int confirmations, final Duration replaceAfter, final BigInteger maxFeePerGasCap) {
    this(confirmations, replaceAfter, maxFeePerGasCap, FirstFees.DEFAULT);
  }

  public static L1TransactionSettings defaults() {
    return new L1TransactionSettings(0, DEFAULT_REPLACE_AFTER, DEFAULT_MAX_FEE_PER_GAS);
  }
}
