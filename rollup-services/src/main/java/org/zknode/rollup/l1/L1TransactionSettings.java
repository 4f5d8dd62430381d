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
 */
public record L1TransactionSettings(
    int confirmations, Duration replaceAfter, BigInteger maxFeePerGasCap) {

  /** As long as zkevm-node waits for a transaction to be mined (spec zkevm-node 1.1). */
  public static final Duration DEFAULT_REPLACE_AFTER = Duration.ofMinutes(2);

  /** 1000 gwei: an operator would rather wait than pay more. */
  public static final BigInteger DEFAULT_MAX_FEE_PER_GAS = BigInteger.valueOf(1_000_000_000_000L);

  public L1TransactionSettings {
    if (confirmations < 0) {
      throw new IllegalArgumentException("confirmations cannot be negative: " + confirmations);
    }
  }

  public static L1TransactionSettings defaults() {
    return new L1TransactionSettings(0, DEFAULT_REPLACE_AFTER, DEFAULT_MAX_FEE_PER_GAS);
  }
}
