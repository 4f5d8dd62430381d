/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.PoolConfig.AllowList;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code --plugin-zknode-pool-*}: what a node with a pool database takes into it and keeps there.
 */
public final class PoolOptions {
  /**
   * A batch of 120000 bytes holds one block header and this (docs/spec/sequencing.md, "Resources of
   * a batch").
   */
  private static final int MOST_TRANSACTION_BYTES = 119_900;

  /** Bytes of a plain transfer with some room. */
  private static final int LEAST_TRANSACTION_BYTES = 200;

  /** Rows of pending transactions that the main node holds in memory: about 25 MB. */
  private static final int MOST_PENDING = 100_000;

  /** Most nonces ahead; Besu's own pool takes 200. */
  private static final int MOST_PENDING_PER_SENDER = 200;

  @Option(
      names = "--plugin-zknode-pool-max-pending",
      paramLabel = "<count>",
      description = "Pending transactions of all senders (default: ${DEFAULT-VALUE})")
  int maxPending = PoolConfig.DEFAULT_MAX_PENDING;

  @Option(
      names = "--plugin-zknode-pool-max-pending-per-sender",
      paramLabel = "<count>",
      description =
          "Pending transactions of one sender, counted from its account's nonce (default: ${DEFAULT-VALUE})")
  int maxPendingPerSender = PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER;

  @Option(
      names = "--plugin-zknode-pool-max-transaction-bytes",
      paramLabel = "<bytes>",
      description = "Longest transaction as it is encoded in a batch (default: ${DEFAULT-VALUE})")
  int maxTransactionBytes = PoolConfig.DEFAULT_MAX_TRANSACTION_BYTES;

  @Option(
      names = "--plugin-zknode-pool-max-data-bytes",
      paramLabel = "<bytes>",
      description = "Longest calldata of a transaction (default: ${DEFAULT-VALUE})")
  int maxDataBytes = PoolConfig.DEFAULT_MAX_DATA_BYTES;

  @Option(
      names = "--plugin-zknode-pool-allow-list",
      paramLabel = "<off|deployments|transactions>",
      description =
          "For what a sender must be in table pool.allowed of the pool database (default: off)")
  String allowList = "off";

  @Option(
      names = "--plugin-zknode-pool-lists-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How often tables pool.blocked and pool.allowed are read again (default: ${DEFAULT-VALUE})")
  Duration listsInterval = PoolConfig.DEFAULT_LISTS_INTERVAL;

  @Option(
      names = "--plugin-zknode-pool-max-lifetime",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "A transaction that is pending for longer expires (default: ${DEFAULT-VALUE})")
  Duration maxLifetime = PoolConfig.DEFAULT_MAX_LIFETIME;

  @Option(
      names = "--plugin-zknode-pool-expiry-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How often the main node looks for expired transactions (default: ${DEFAULT-VALUE})")
  Duration expiryInterval = PoolConfig.DEFAULT_EXPIRY_INTERVAL;

  @Option(
      names = "--plugin-zknode-pool-cleanup-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How often the main node deletes old rows (default: ${DEFAULT-VALUE})")
  Duration cleanupInterval = PoolConfig.DEFAULT_CLEANUP_INTERVAL;

  @Option(
      names = "--plugin-zknode-pool-selected-l1-confirmations",
      paramLabel = "<blocks>",
      description =
          "A transaction's row is deleted once its batch is on L1 with that many L1 blocks on top (default: ${DEFAULT-VALUE})")
  int selectedL1Confirmations = PoolConfig.DEFAULT_SELECTED_L1_CONFIRMATIONS;

  @Option(
      names = "--plugin-zknode-pool-dead-retention",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long failed, invalid and expired transactions stay with their bytes (default: ${DEFAULT-VALUE})")
  Duration deadRetention = PoolConfig.DEFAULT_DEAD_RETENTION;

  @Option(
      names = "--plugin-zknode-pool-effective-gas-price-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "Charge less than a transaction's gas price; refused, because the chain cannot do it (default: ${DEFAULT-VALUE})")
  boolean effectiveGasPrice;

  @Mixin PoolQuotaOptions quota = new PoolQuotaOptions();

  @Mixin GasPriceOptions gasPrice = new GasPriceOptions();

  PoolConfig toConfig() {
    if (effectiveGasPrice) {
      throw new OptionException(
          "--plugin-zknode-pool-effective-gas-price-enabled",
          "this chain has no effective gas price: Besu's EVM charges what EIP-1559 says, and a"
              + " batch with a percentage byte other than 255 is not decoded; leave it off");
    }
    return new PoolConfig(
        OptionChecks.between(maxPending, 1, MOST_PENDING, "--plugin-zknode-pool-max-pending"),
        OptionChecks.between(
            maxPendingPerSender,
            1,
            MOST_PENDING_PER_SENDER,
            "--plugin-zknode-pool-max-pending-per-sender"),
        OptionChecks.between(
            maxTransactionBytes,
            LEAST_TRANSACTION_BYTES,
            MOST_TRANSACTION_BYTES,
            "--plugin-zknode-pool-max-transaction-bytes"),
        OptionChecks.between(
            maxDataBytes, 0, MOST_TRANSACTION_BYTES, "--plugin-zknode-pool-max-data-bytes"),
        OptionChecks.oneOf(AllowList.class, allowList, "--plugin-zknode-pool-allow-list"),
        OptionChecks.positive(listsInterval, "--plugin-zknode-pool-lists-interval"),
        OptionChecks.positive(maxLifetime, "--plugin-zknode-pool-max-lifetime"),
        OptionChecks.positive(expiryInterval, "--plugin-zknode-pool-expiry-interval"),
        OptionChecks.positive(cleanupInterval, "--plugin-zknode-pool-cleanup-interval"),
        OptionChecks.between(
            selectedL1Confirmations,
            0,
            Integer.MAX_VALUE,
            "--plugin-zknode-pool-selected-l1-confirmations"),
        OptionChecks.positive(deadRetention, "--plugin-zknode-pool-dead-retention"),
        gasPrice.toConfig(),
        quota.toConfig(maxTransactionBytes, deadRetention));
  }
}
