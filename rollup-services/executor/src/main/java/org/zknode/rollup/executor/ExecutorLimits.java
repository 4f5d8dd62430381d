/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.time.Duration;

/**
 * What an executor does for strangers.
 *
 * @param executions at the same time; each may hold a witness in memory
 * @param longest one execution, and its upload before it
 * @param blockGas gas limit of a block at the most
 */
public record ExecutorLimits(int executions, Duration longest, long blockGas) {
  /** Of one message, in bytes: the data of a batch (120 kB) as blocks, many times over. */
  public static final int MAX_MESSAGE_BYTES = 4 << 20;

  /** Of one execution, in bytes: as much as a node keeps of one batch. */
  public static final long MAX_WITNESS_BYTES = 64L << 20;

  /** A batch of 120 kB has at the most a ninth of that as blocks without transactions. */
  public static final int MAX_BLOCKS = 20_000;

  /**
   * What is executed in a second or two; far more than blocks have, and little memory of the EVM.
   */
  public static final long DEFAULT_BLOCK_GAS = 200_000_000;

  public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(2);
}
