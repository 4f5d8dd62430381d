/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.time.Duration;

/**
 * How long a caller of {@code eth_sendRawTransactionSync} waits (EIP-7966, "Node-Configured
 * Timeouts").
 *
 * @param usual for callers that name no time, or one that is not allowed
 * @param longest that a caller may name
 */
public record SyncTimeouts(Duration usual, Duration longest) {
  /** EIP-7966 recommends the first; wallets name five seconds, or three block times. */
  public static final SyncTimeouts DEFAULT =
      new SyncTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(10));

  public SyncTimeouts {
    if (usual.toMillis() < 1 || longest.compareTo(usual) < 0) {
      throw new IllegalArgumentException(
          "a caller waits at least a millisecond, and may wait as long as usual: %s, %s"
              .formatted(usual, longest));
    }
  }
}
