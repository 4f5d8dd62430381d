/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import org.apache.tuweni.bytes.Bytes;

/** What a call with that calldata costs before anything is executed (EIP-2028, EIP-7623). */
final class CalldataGas {
  private static final long TRANSACTION = 21_000;

  /** A byte that is not zero counts as so many that are. */
  private static final long TOKENS_PER_NON_ZERO_BYTE = 4;

  private static final long PER_TOKEN = 4;
  private static final long FLOOR_PER_TOKEN = 10;

  private CalldataGas() {}

  static long intrinsic(final Bytes data) {
    return TRANSACTION + PER_TOKEN * tokens(data);
  }

  /** Whatever is executed, at least that much is used. */
  static long floor(final Bytes data) {
    return TRANSACTION + FLOOR_PER_TOKEN * tokens(data);
  }

  private static long tokens(final Bytes data) {
    long tokens = 0;
    for (int at = 0; at < data.size(); at++) {
      tokens += data.get(at) == 0 ? 1 : TOKENS_PER_NON_ZERO_BYTE;
    }
    return tokens;
  }
}
