/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpReader;

/** Gas that a transaction costs before its first instruction, by Cancun's rules. */
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

  /** chainId, nonce, gasPrice, gas, to, value, data (EIP-2930). */
  private static final int FIELDS_TYPE_1 = 7;

  /** The same with two prices (EIP-1559, EIP-7702). */
  private static final int FIELDS_TYPE_2_AND_4 = 8;

  private IntrinsicGas() {}

  /** Intrinsic gas of a decoded transaction. */
  public static BigInteger of(final SignedTransaction transaction) {
    final boolean creation = transaction.to().isEmpty();
    final Bytes data = transaction.data();
    long zeros = 0;
    for (final byte value : data.toArrayUnsafe()) {
      zeros += value == 0 ? 1 : 0;
    }
    long gas = TRANSACTION + zeros * ZERO_BYTE + (data.size() - zeros) * NON_ZERO_BYTE;
    if (creation) {
      gas += CREATION + (data.size() + 31L) / 32 * INIT_CODE_WORD;
    }
    if (transaction.type() != TransactionType.LEGACY) {
      gas += ofLists(transaction);
    }
    return BigInteger.valueOf(gas);
  }

  private static long ofLists(final SignedTransaction transaction) {
    final RlpReader fields = RlpReader.of(transaction.raw().slice(1)).list();
    final int before =
        transaction.type() == TransactionType.ACCESS_LIST ? FIELDS_TYPE_1 : FIELDS_TYPE_2_AND_4;
    for (int i = 0; i < before; i++) {
      fields.skip();
    }
    long gas = 0;
    final RlpReader accessList = fields.list();
    while (!accessList.atEnd()) {
      final RlpReader entry = accessList.list();
      entry.skip();
      gas += ACCESS_LIST_ADDRESS + count(entry.list()) * ACCESS_LIST_KEY;
    }
    if (transaction.type() == TransactionType.SET_CODE) {
      gas += count(fields.list()) * AUTHORIZATION;
    }
    return gas;
  }

  private static long count(final RlpReader list) {
    long items = 0;
    while (!list.atEnd()) {
      list.skip();
      items++;
    }
    return items;
  }
}
