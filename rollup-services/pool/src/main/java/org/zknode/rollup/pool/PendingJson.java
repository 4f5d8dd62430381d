/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;

/** A transaction that is in no block, in the form of Ethereum's JSON-RPC. */
public final class PendingJson {
  private PendingJson() {}

  /**
   * @param chainId of a transaction that names none
   */
  public static Map<String, Object> of(final SignedTransaction transaction, final long chainId) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", transaction.hash().toHexString());
    json.put("blockHash", null);
    json.put("blockNumber", null);
    json.put("transactionIndex", null);
    json.put("type", hex(transaction.type().id()));
    json.put("from", transaction.sender().toString());
    json.put("to", transaction.to().map(Address::toString).orElse(null));
    json.put("nonce", hex(transaction.nonce()));
    json.put("gas", hex(transaction.gasLimit()));
    json.put("gasPrice", hex(transaction.maxFeePerGas()));
    if (transaction.type() != TransactionType.LEGACY
        && transaction.type() != TransactionType.ACCESS_LIST) {
      json.put("maxFeePerGas", hex(transaction.maxFeePerGas()));
      json.put("maxPriorityFeePerGas", hex(transaction.maxPriorityFeePerGas()));
    }
    json.put("value", hex(transaction.value()));
    json.put("input", transaction.data().toHexString());
    json.put("chainId", hex(transaction.chainId().orElse(chainId)));
    json.put("r", hex(transaction.signature().r()));
    json.put("s", hex(transaction.signature().s()));
    json.put("v", hex(v(transaction)));
    return json;
  }

  private static long v(final SignedTransaction transaction) {
    final int parity = transaction.signature().recoveryId();
    if (transaction.type() != TransactionType.LEGACY) {
      return parity;
    }
    return transaction.chainId().isPresent()
        ? 35 + 2 * transaction.chainId().getAsLong() + parity
        : 27L + parity;
  }

  private static String hex(final BigInteger value) {
    return "0x" + value.toString(16);
  }

  private static String hex(final long value) {
    return "0x" + Long.toHexString(value);
  }
}
