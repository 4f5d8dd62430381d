/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.List;
import java.util.Locale;
import org.zknode.rollup.l1.L1SendException.Kind;

/** What an L1 node means by refusing a transaction; there are no codes, only texts. */
final class SendErrors {
  private static final List<String> KNOWN =
      List.of("already known", "known transaction", "already imported");
  private static final List<String> NONCE_TOO_LOW =
      List.of("nonce too low", "nonce is too low", "nonce has already been used", "oldnonce");
  private static final List<String> UNDERPRICED =
      List.of(
          "underpriced",
          "less than block base fee",
          "fee too low",
          "below block base fee",
          "fee cap less than",
          "gas price too low");
  private static final List<String> FUNDS =
      List.of("insufficient funds", "insufficient balance", "upfront cost exceeds");

  private SendErrors() {}

  /** True when L1 has exactly this transaction already. */
  static boolean isAlreadyKnown(final String message) {
    return contains(message, KNOWN);
  }

  static Kind kind(final String message) {
    if (contains(message, NONCE_TOO_LOW)) {
      return Kind.NONCE_TOO_LOW;
    }
    if (contains(message, UNDERPRICED)) {
      return Kind.UNDERPRICED;
    }
    return contains(message, FUNDS) ? Kind.INSUFFICIENT_FUNDS : Kind.OTHER;
  }

  private static boolean contains(final String message, final List<String> parts) {
    final String lower = message.toLowerCase(Locale.ROOT);
    return parts.stream().anyMatch(lower::contains);
  }
}
