/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.AccessEntry;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Log;

/** Blocks, transactions and logs in the JSON of Ethereum JSON-RPC. */
public final class RpcJson {
  private RpcJson() {}

  /** Hex without leading zeros; zero is 0x0. */
  public static String quantity(final long value) {
    return "0x" + Long.toHexString(value);
  }

  /** A JSON-RPC quantity. */
  public static String quantity(final BigInteger value) {
    return "0x" + value.toString(16);
  }

  /** Header fields that the engine's port shows; transactions as hashes. */
  static Map<String, Object> block(final L2Block block) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", quantity(block.number()));
    json.put("hash", block.hash().toHexString());
    json.put("parentHash", block.parentHash().toHexString());
    json.put("stateRoot", block.stateRoot().toHexString());
    json.put("miner", block.coinbase().toString());
    json.put("gasLimit", quantity(block.gasLimit()));
    json.put("gasUsed", quantity(block.gasUsed()));
    json.put("timestamp", quantity(block.timestamp()));
    json.put("baseFeePerGas", quantity(block.baseFee().toUnsignedBigInteger()));
    json.put("extraData", "0x");
    json.put("difficulty", "0x0");
    json.put("uncles", List.of());
    json.put("transactions", block.transactions().stream().map(RpcJson::hash).toList());
    return json;
  }

  /** What a log says; where it stands is for the caller to add. */
  public static Map<String, Object> log(final Log log) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("address", log.address().toString());
    json.put("topics", log.topics().stream().map(Bytes32::toHexString).toList());
    json.put("data", log.data().toHexString());
    return json;
  }

  static String hash(final Bytes transaction) {
    return Keccak256.hash(transaction).toHexString();
  }

  static Map<String, Object> transaction(final L2Block block, final int index) {
    final SignedTransaction tx = SignedTransaction.decode(block.transactions().get(index));
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", tx.hash().toHexString());
    json.put("type", quantity(tx.type().id()));
    json.put("nonce", quantity(tx.nonce()));
    json.put("from", tx.sender().toString());
    json.put("to", tx.to().map(Address::toString).orElse(null));
    json.put("value", quantity(tx.value()));
    json.put("gas", quantity(tx.gasLimit()));
    final BigInteger baseFee = block.baseFee().toUnsignedBigInteger();
    json.put("gasPrice", quantity(tx.maxFeePerGas().min(baseFee.add(tx.maxPriorityFeePerGas()))));
    if (tx.type() == TransactionType.DYNAMIC_FEE || tx.type() == TransactionType.SET_CODE) {
      json.put("maxFeePerGas", quantity(tx.maxFeePerGas()));
      json.put("maxPriorityFeePerGas", quantity(tx.maxPriorityFeePerGas()));
    }
    if (tx.type() != TransactionType.LEGACY) {
      json.put("accessList", tx.accessList().stream().map(RpcJson::accessEntry).toList());
      json.put("yParity", quantity(tx.signature().recoveryId()));
    }
    if (tx.type() == TransactionType.SET_CODE) {
      json.put(
          "authorizationList", tx.authorizations().stream().map(RpcJson::authorization).toList());
    }
    json.put("input", tx.data().toHexString());
    tx.chainId().ifPresent(id -> json.put("chainId", quantity(id)));
    json.put("v", quantity(v(tx)));
    json.put("r", quantity(tx.signature().r()));
    json.put("s", quantity(tx.signature().s()));
    json.put("blockHash", block.hash().toHexString());
    json.put("blockNumber", quantity(block.number()));
    json.put("transactionIndex", quantity(index));
    return json;
  }

  private static Map<String, Object> accessEntry(final AccessEntry entry) {
    return Map.of(
        "address",
        entry.address().toString(),
        "storageKeys",
        entry.storageKeys().stream().map(Bytes::toHexString).toList());
  }

  private static Map<String, Object> authorization(final Authorization authorization) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("chainId", quantity(authorization.chainId()));
    json.put("address", authorization.address().toString());
    json.put("nonce", quantity(authorization.nonce()));
    json.put("yParity", quantity(authorization.yParity()));
    json.put("r", quantity(authorization.r()));
    json.put("s", quantity(authorization.s()));
    return json;
  }

  /** EIP-155 for legacy transactions, the parity for typed ones. */
  private static long v(final SignedTransaction tx) {
    final int parity = tx.signature().recoveryId();
    if (tx.type() != TransactionType.LEGACY) {
      return parity;
    }
    return tx.chainId().isPresent() ? 35 + 2 * tx.chainId().getAsLong() + parity : 27 + parity;
  }
}
