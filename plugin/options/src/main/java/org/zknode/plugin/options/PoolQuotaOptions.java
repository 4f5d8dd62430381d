/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import org.zknode.rollup.pool.PoolQuota;
import picocli.CommandLine.Option;

/** {@code --plugin-zknode-pool-*}: what senders may take of the pool database. */
public final class PoolQuotaOptions {
  /** Besu's own pool takes up to that, too. */
  private static final int MOST_PRICE_BUMP_PERCENT = 1_000;

  @Option(
      names = "--plugin-zknode-pool-price-bump",
      paramLabel = "<percent>",
      description =
          "A replacement has both fees per gas higher by at least that part of the old ones (default: ${DEFAULT-VALUE})")
  int priceBumpPercent = PoolQuota.DEFAULT_PRICE_BUMP_PERCENT;

  @Option(
      names = "--plugin-zknode-pool-max-pending-bytes",
      paramLabel = "<bytes>",
      description = "Bytes of the pending transactions of all senders (default: ${DEFAULT-VALUE})")
  long maxPendingBytes = PoolQuota.DEFAULT_MAX_PENDING_BYTES;

  @Option(
      names = "--plugin-zknode-pool-max-pending-bytes-per-sender",
      paramLabel = "<bytes>",
      description =
          "Bytes of the pending transactions of one sender; those up to a 64th of it always have room (default: ${DEFAULT-VALUE})")
  long maxPendingBytesPerSender = PoolQuota.DEFAULT_MAX_PENDING_BYTES_PER_SENDER;

  @Option(
      names = "--plugin-zknode-pool-max-deaths-per-sender",
      paramLabel = "<count>",
      description =
          "Transactions of one sender that may be replaced, fail or expire within a minute; with that many its next ones are refused for so long (default: ${DEFAULT-VALUE})")
  int maxDeathsPerSender = PoolQuota.DEFAULT_MAX_DEATHS_PER_SENDER;

  @Option(
      names = "--plugin-zknode-pool-fate-retention",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long zknode_getTransactionStatus knows why a transaction failed, counted from then (default: ${DEFAULT-VALUE})")
  Duration fateRetention = PoolQuota.DEFAULT_FATE_RETENTION;

  PoolQuota toConfig(final int maxTransactionBytes, final Duration deadRetention) {
    final String bytesFlag = "--plugin-zknode-pool-max-pending-bytes";
    final String senderFlag = "--plugin-zknode-pool-max-pending-bytes-per-sender";
    atLeast(maxPendingBytesPerSender, maxTransactionBytes, senderFlag, "the longest transaction");
    atLeast(maxPendingBytes, maxPendingBytesPerSender, bytesFlag, "the bytes of one sender");
    final Duration retention =
        OptionChecks.positive(fateRetention, "--plugin-zknode-pool-fate-retention");
    if (retention.compareTo(deadRetention) < 0) {
      throw new OptionException(
          "--plugin-zknode-pool-fate-retention",
          "%s is shorter than the %s for which the transactions themselves stay"
              .formatted(retention, deadRetention));
    }
    return new PoolQuota(
        OptionChecks.between(
            priceBumpPercent, 0, MOST_PRICE_BUMP_PERCENT, "--plugin-zknode-pool-price-bump"),
        maxPendingBytes,
        maxPendingBytesPerSender,
        OptionChecks.between(
            maxDeathsPerSender, 1, Integer.MAX_VALUE, "--plugin-zknode-pool-max-deaths-per-sender"),
        retention);
  }

  private static void atLeast(
      final long value, final long least, final String flag, final String of) {
    if (value < least) {
      throw new OptionException(flag, "%d is below %d, %s".formatted(value, least, of));
    }
  }
}
