/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;

/**
 * What a transaction costs its operator on L1, and what it pays for at least. Worked out once where
 * a transaction comes in, and carried with it.
 *
 * @param encodedBytes bytes that it takes in a batch
 * @param dataGas gas of these bytes as calldata of an L1 transaction that does little else: 10 for
 *     a zero byte, 40 for another (EIP-7623)
 * @param intrinsicGas that it needs before its first instruction, see {@link IntrinsicGas#of}
 * @param floorGas that it pays for at least, see {@link IntrinsicGas#floor}
 */
public record TransactionCost(int encodedBytes, long dataGas, long intrinsicGas, long floorGas) {
  private static final long TOKENS_OF_NON_ZERO_BYTE = 4;

  /** The cost of that transaction. */
  public static TransactionCost of(final SignedTransaction transaction) {
    final Bytes encoded = BatchTransactionCodec.encode(transaction);
    long tokens = 0;
    for (final byte value : encoded.toArrayUnsafe()) {
      tokens += value == 0 ? 1 : TOKENS_OF_NON_ZERO_BYTE;
    }
    return new TransactionCost(
        encoded.size(),
        tokens * IntrinsicGas.FLOOR_TOKEN,
        IntrinsicGas.of(transaction).longValueExact(),
        IntrinsicGas.floor(transaction).longValueExact());
  }

  /**
   * Gas that it pays for on L2, however little it executes: its intrinsic gas or its floor
   * (EIP-7623), whichever is more.
   */
  public long leastGas() {
    return Math.max(intrinsicGas, floorGas);
  }
}
