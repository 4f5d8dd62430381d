/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Duration;

/**
 * What waiting, replaced and failed transactions may take of the pool DB.
 *
 * @param priceBumpPercent a replacement has both fees per gas higher by at least that part of the
 *     old ones
 * @param maxPendingBytes bytes of all pending transactions, as they are encoded in a batch
 * @param maxPendingBytesPerSender of one sender; transactions up to a 64th of it always have room,
 *     so that the number of transactions limits them
 * @param maxDeathsPerSender transactions of one sender that may be replaced, fail or expire within
 *     {@link #DEATHS_PERIOD}; with that many its next ones are refused for so long
 * @param fateRetention how long it can be asked what became of a dead transaction, counted from its
 *     death; its bytes go earlier
 */
public record PoolQuota(
    int priceBumpPercent,
    long maxPendingBytes,
    long maxPendingBytesPerSender,
    int maxDeathsPerSender,
    Duration fateRetention) {

  /** Percent, as go-ethereum and Besu have it and wallets add it. */
  public static final int DEFAULT_PRICE_BUMP_PERCENT = 10;

  /** 64 MiB: about 500 full batches. */
  public static final long DEFAULT_MAX_PENDING_BYTES = 64L << 20;

  /** 2 MiB: 64 large contracts. */
  public static final long DEFAULT_MAX_PENDING_BYTES_PER_SENDER = 2L << 20;

  /** A sender's whole queue may fail twice a minute. */
  public static final int DEFAULT_MAX_DEATHS_PER_SENDER =
      2 * PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER;

  /** A day: long enough to ask in the morning what became of it. */
  public static final Duration DEFAULT_FATE_RETENTION = Duration.ofDays(1);

  /** The time in which a sender's dead transactions are counted. */
  public static final Duration DEATHS_PERIOD = Duration.ofMinutes(1);

  /** A sender's bytes are counted for transactions that are longer than this part of its limit. */
  private static final int SMALL_PART = 64;

  /** All defaults. */
  public static PoolQuota defaults() {
    return new PoolQuota(
        DEFAULT_PRICE_BUMP_PERCENT,
        DEFAULT_MAX_PENDING_BYTES,
        DEFAULT_MAX_PENDING_BYTES_PER_SENDER,
        DEFAULT_MAX_DEATHS_PER_SENDER,
        DEFAULT_FATE_RETENTION);
  }

  /** Transactions up to so many bytes do not count against a sender's bytes. */
  public int smallBytes() {
    return (int) Math.min(Integer.MAX_VALUE, maxPendingBytesPerSender / SMALL_PART);
  }
}
