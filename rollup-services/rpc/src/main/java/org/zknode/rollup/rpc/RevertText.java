/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** What a revert says to people: the text of Solidity's {@code Error(string)}. */
final class RevertText {
  /** Selector of Error(string). */
  private static final Bytes ERROR = Bytes.fromHexString("0x08c379a0");

  private static final int WORD = 32;

  /** Characters shown; a contract may revert with as much as its gas pays for. */
  static final int MAX_LENGTH = 1_000;

  private RevertText() {}

  /** {@code execution reverted}, with the reason when there is one. */
  static String of(final Bytes data) {
    return reason(data).map(text -> "execution reverted: " + text).orElse("execution reverted");
  }

  private static Optional<String> reason(final Bytes data) {
    final int head = ERROR.size() + 2 * WORD;
    if (data.size() < head || !data.slice(0, ERROR.size()).equals(ERROR)) {
      return Optional.empty();
    }
    final Bytes length = data.slice(ERROR.size() + WORD, WORD).trimLeadingZeros();
    if (length.size() >= Integer.BYTES || length.toInt() > data.size() - head) {
      return Optional.empty();
    }
    final String text =
        new String(data.slice(head, length.toInt()).toArray(), StandardCharsets.UTF_8);
    return Optional.of(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
  }
}
