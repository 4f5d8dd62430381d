/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.List;
import java.util.Locale;

/** An engine's words for a call that cannot be executed, in those that clients look for. */
final class InvalidCall {
  /** As go-ethereum says it, which wallets match on. */
  static final String INSUFFICIENT_FUNDS = "insufficient funds for transfer";

  /** Characters of an unknown reason; the rest would be a stack. */
  private static final int MAX_REASON = 200;

  /** Of Besu, then of anvil. */
  private static final List<String> NO_FUNDS =
      List.of("wei from account, balance is only", "up-front cost", "insufficient funds");

  private InvalidCall() {}

  static RpcException of(final String reason) {
    final String line = reason.lines().findFirst().orElse("no reason given");
    final String lower = line.toLowerCase(Locale.ROOT);
    if (NO_FUNDS.stream().anyMatch(lower::contains)) {
      return new RpcException(RpcException.DEFAULT, INSUFFICIENT_FUNDS);
    }
    return new RpcException(
        RpcException.DEFAULT,
        line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…");
  }

  /**
   * @param bytes of a contract creation
   */
  static RpcException initCodeTooLong(final int bytes, final int limit) {
    return new RpcException(
        RpcException.DEFAULT,
        "max initcode size exceeded: code size %d, limit %d".formatted(bytes, limit));
  }
}
