/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;

/**
 * What a transaction costs its operator on L1, and what it pays for at least.
 *
 * @param encodedBytes bytes that it takes in a batch
 * @param dataGas gas of these bytes as calldata of an L1 transaction that does little else: 10 for
 *     a zero byte, 40 for another (EIP-7623)
 * @param leastGas gas that it pays for on L2, however little it executes: its intrinsic gas or its
 *     floor (EIP-7623), whichever is more
 */
public record TransactionCost(int encodedBytes, long dataGas, long leastGas) {
  private static final long TOKENS_OF_NON_ZERO_BYTE = 4;

  /** The cost of that transaction. */
  public static TransactionCost of(final SignedTransaction transaction) {
    final Bytes encoded = BatchTransactionCodec.encode(transaction.raw());
    long tokens = 0;
    for (final byte value : encoded.toArrayUnsafe()) {
      tokens += value == 0 ? 1 : TOKENS_OF_NON_ZERO_BYTE;
    }
    return new TransactionCost(
        encoded.size(),
        tokens * IntrinsicGas.FLOOR_TOKEN,
        IntrinsicGas.of(transaction).max(IntrinsicGas.floor(transaction)).longValueExact());
  }
}
