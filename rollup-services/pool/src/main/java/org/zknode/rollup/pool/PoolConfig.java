/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Duration;

/**
 * What a node with a pool DB takes into it and keeps there. Nodes that share a pool DB should have
 * the same values.
 *
 * @param maxPending pending transactions of all senders
 * @param maxPendingPerSender of one sender, counted from its account's nonce
 * @param maxTransactionBytes longest transaction as it is encoded in a batch
 * @param maxDataBytes longest calldata
 * @param allowList for what a sender must be in table pool.allowed
 * @param listsInterval how often pool.blocked and pool.allowed are read again
 * @param maxLifetime a transaction that is pending for longer has expired
 * @param expiryInterval how often expired transactions are looked for
 * @param cleanupInterval how often old rows are deleted
 * @param selectedL1Confirmations L1 blocks on top of the one that carries a transaction's batch,
 *     after which its row is deleted
 * @param deadRetention how long failed, invalid and expired transactions stay with their bytes
 * @param gasPrice what is suggested, and the least that is taken
 * @param quota what senders may take of the pool
 */
public record PoolConfig(
    int maxPending,
    int maxPendingPerSender,
    int maxTransactionBytes,
    int maxDataBytes,
    AllowList allowList,
    Duration listsInterval,
    Duration maxLifetime,
    Duration expiryInterval,
    Duration cleanupInterval,
    int selectedL1Confirmations,
    Duration deadRetention,
    GasPriceConfig gasPrice,
    PoolQuota quota) {

  /** Pending transactions of all senders: about ten seconds of work at 1000 per second. */
  public static final int DEFAULT_MAX_PENDING = 10_000;

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final int DEFAULT_MAX_PENDING_PER_SENDER = 64;

  /** Bytes in a batch of 120000 (docs/spec/pool.md, "Defaults"). */
  public static final int DEFAULT_MAX_TRANSACTION_BYTES = 100_132;

  /** Bytes (docs/spec/pool.md, "Defaults"). */
  public static final int DEFAULT_MAX_DATA_BYTES = 100_000;

  /** Half a minute and not the five of zkevm-node: who blocks an address wants it blocked. */
  public static final Duration DEFAULT_LISTS_INTERVAL = Duration.ofSeconds(30);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final Duration DEFAULT_MAX_LIFETIME = Duration.ofHours(3);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final Duration DEFAULT_EXPIRY_INTERVAL = Duration.ofMinutes(10);

  /** An hour and not the twelve of zkevm-node: less is deleted at a time. */
  public static final Duration DEFAULT_CLEANUP_INTERVAL = Duration.ofHours(1);

  /** L1 blocks (docs/spec/pool.md, "Defaults"). */
  public static final int DEFAULT_SELECTED_L1_CONFIRMATIONS = 100;

  /** 100 L1 blocks of 14 s (docs/spec/pool.md, "Statuses"). */
  public static final Duration DEFAULT_DEAD_RETENTION = Duration.ofSeconds(1400);

  /** What only senders in pool.allowed may do. */
  public enum AllowList {
    /** The table does not count. */
    OFF,
    /** Contract creations need a sender that may deploy. */
    DEPLOYMENTS,
    /** Every transaction needs a listed sender, contract creations one that may deploy. */
    TRANSACTIONS
  }

  /** All defaults. */
  public static PoolConfig defaults() {
    return new PoolConfig(
        DEFAULT_MAX_PENDING,
        DEFAULT_MAX_PENDING_PER_SENDER,
        DEFAULT_MAX_TRANSACTION_BYTES,
        DEFAULT_MAX_DATA_BYTES,
        AllowList.OFF,
        DEFAULT_LISTS_INTERVAL,
        DEFAULT_MAX_LIFETIME,
        DEFAULT_EXPIRY_INTERVAL,
        DEFAULT_CLEANUP_INTERVAL,
        DEFAULT_SELECTED_L1_CONFIRMATIONS,
        DEFAULT_DEAD_RETENTION,
        GasPriceConfig.defaults(),
        PoolQuota.defaults());
  }
}
