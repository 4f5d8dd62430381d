/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.AccessEntry;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;

/** Gas that a transaction costs before its first instruction, by Prague's rules. */
public final class IntrinsicGas {
  /** Gas of every transaction (yellow paper, G_transaction). */
  public static final long TRANSACTION = 21_000;

  /** Extra gas of a contract creation (EIP-2). */
  public static final long CREATION = 32_000;

  /** Gas of a zero byte of data. */
  public static final long ZERO_BYTE = 4;

  /** Gas of another byte of data (EIP-2028). */
  public static final long NON_ZERO_BYTE = 16;

  /** Gas of each 32-byte word of creation code (EIP-3860). */
  public static final long INIT_CODE_WORD = 2;

  /** Longest creation code, in bytes (EIP-3860). */
  public static final int MAX_INIT_CODE_BYTES = 49_152;

  /** Gas of an address in the access list (EIP-2930). */
  public static final long ACCESS_LIST_ADDRESS = 2_400;

  /** Gas of a storage key in the access list (EIP-2930). */
  public static final long ACCESS_LIST_KEY = 1_900;

  /** Gas of an authorization tuple (EIP-7702, PER_EMPTY_ACCOUNT_COST). */
  public static final long AUTHORIZATION = 25_000;

  /** Least gas of a token of data (EIP-7623, TOTAL_COST_FLOOR_PER_TOKEN). */
  public static final long FLOOR_TOKEN = 10;

  /** Tokens of a byte of data other than zero (EIP-7623). */
  private static final long TOKENS_OF_NON_ZERO_BYTE = 4;

  private IntrinsicGas() {}

  /** Intrinsic gas of a decoded transaction. */
  public static BigInteger of(final SignedTransaction transaction) {
    final boolean creation = transaction.to().isEmpty();
    final Bytes data = transaction.data();
    final long zeros = zeros(data);
    long gas = TRANSACTION + zeros * ZERO_BYTE + (data.size() - zeros) * NON_ZERO_BYTE;
    if (creation) {
      gas += CREATION + (data.size() + 31L) / 32 * INIT_CODE_WORD;
    }
    if (transaction.type() != TransactionType.LEGACY) {
      for (final AccessEntry entry : transaction.accessList()) {
        gas += ACCESS_LIST_ADDRESS + entry.storageKeys().size() * ACCESS_LIST_KEY;
      }
      gas += transaction.authorizations().size() * AUTHORIZATION;
    }
    return BigInteger.valueOf(gas);
  }

  /**
   * Gas that a transaction pays at least, however little it executes (EIP-7623): {@link
   * #TRANSACTION} and 10 for each token of data, of which a zero byte has one and another has four.
   */
  public static BigInteger floor(final SignedTransaction transaction) {
    final long zeros = zeros(transaction.data());
    final long tokens = zeros + (transaction.data().size() - zeros) * TOKENS_OF_NON_ZERO_BYTE;
    return BigInteger.valueOf(TRANSACTION + tokens * FLOOR_TOKEN);
  }

  private static long zeros(final Bytes data) {
    long zeros = 0;
    for (final byte value : data.toArrayUnsafe()) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }
}
