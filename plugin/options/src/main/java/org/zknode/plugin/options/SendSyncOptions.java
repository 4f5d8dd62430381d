/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import org.zknode.rollup.rpc.sync.SyncTimeouts;
import picocli.CommandLine.Option;

/** How long callers of {@code eth_sendRawTransactionSync} wait. */
public final class SendSyncOptions {
  private static final String TIMEOUT = "--plugin-zknode-send-sync-timeout";
  private static final String MAX_TIMEOUT = "--plugin-zknode-send-sync-max-timeout";

  /**
   * Besu's own limit for one JSON-RPC call (--Xhttp-timeout-seconds): an answer after it is lost.
   */
  private static final Duration MOST = Duration.ofSeconds(30);

  @Option(
      names = TIMEOUT,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long eth_sendRawTransactionSync waits when the caller names no time, or one that is"
              + " not allowed (default: ${DEFAULT-VALUE})")
  Duration timeout = SyncTimeouts.DEFAULT.usual();

  @Option(
      names = MAX_TIMEOUT,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "The longest time that a caller of eth_sendRawTransactionSync may name, below PT30S"
              + " (default: ${DEFAULT-VALUE})")
  Duration maxTimeout = SyncTimeouts.DEFAULT.longest();

  SyncTimeouts toConfig() {
    if (timeout.toMillis() < 1) {
      throw new OptionException(TIMEOUT, timeout + " is below a millisecond");
    }
    if (maxTimeout.compareTo(timeout) < 0) {
      throw new OptionException(
          MAX_TIMEOUT, "%s is below %s %s".formatted(maxTimeout, TIMEOUT, timeout));
    }
    if (maxTimeout.compareTo(MOST) >= 0) {
      throw new OptionException(MAX_TIMEOUT, "%s is not below %s".formatted(maxTimeout, MOST));
    }
    return new SyncTimeouts(timeout, maxTimeout);
  }
}
