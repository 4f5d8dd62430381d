/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long an engine may work on one block.
 *
 * @param assembly after this long no further transaction is begun, and the running one is stopped
 * @param perTransaction longest execution of one transaction
 * @param discarded execution that came to nothing; beyond it only small transactions are begun,
 *     beyond twice of it only transfers
 * @param smallGas gas limit up to which a transaction is small: what it can burn is little
 * @param nanoTime a clock that never goes back, in nanoseconds
 */
public record WorkLimits(
    Duration assembly,
    Duration perTransaction,
    Duration discarded,
    long smallGas,
    LongSupplier nanoTime) {
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  /** Whatever it takes. */
  public static WorkLimits none() {
    return new WorkLimits(UNLIMITED, UNLIMITED, UNLIMITED, Long.MAX_VALUE, () -> 0);
  }

  /**
   * Three quarters of the block time for all transactions, a quarter for one, an eighth for what is
   * thrown away: the rest is for the state root, the disk and the databases.
   *
   * @param blockGasLimit most gas of a block; a transaction with a 30th of it is small
   */
  public static WorkLimits of(
      final Duration blockTime, final long blockGasLimit, final LongSupplier nanoTime) {
    return new WorkLimits(
        blockTime.multipliedBy(3).dividedBy(4),
        blockTime.dividedBy(4),
        blockTime.dividedBy(8),
        blockGasLimit / 30,
        nanoTime);
  }
}
