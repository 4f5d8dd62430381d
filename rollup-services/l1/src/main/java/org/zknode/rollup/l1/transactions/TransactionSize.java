/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

/**
 * How large a call is as a signed EIP-1559 transaction, at the most: nonce and fees are not known
 * before, and a replacement's may be longer.
 */
public final class TransactionSize {
  /**
   * Bytes of a signed transaction that geth, Nethermind, Besu, reth and Erigon take into their
   * pools and relay: 128 KiB.
   */
  public static final int LIMIT = 131_072;

  /** Type byte; signature, address, value, access list and parity are as long in each. */
  private static final int FIXED_BYTES = 1 + 2 * 33 + 21 + 1 + 1 + 1;

  /** Chain id, nonce and gas limit: up to 8 bytes each. */
  private static final int NUMBERS_BYTES = 3 * 9;

  /** Two fees of up to 12 bytes (10^19 gwei) each. */
  private static final int FEES_BYTES = 2 * 13;

  /** Of the whole list and of the calldata: length of a length, and up to 3 bytes of it. */
  private static final int HEADER_BYTES = 2 * 4;

  /** What is not calldata. */
  public static final int OVERHEAD = FIXED_BYTES + NUMBERS_BYTES + FEES_BYTES + HEADER_BYTES;

  private TransactionSize() {}

  /** Bytes of the signed transaction, at the most. */
  public static int most(final int calldataBytes) {
    return calldataBytes + OVERHEAD;
  }
}
