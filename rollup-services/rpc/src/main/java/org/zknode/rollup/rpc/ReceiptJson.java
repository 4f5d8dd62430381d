/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;

/**
 * Transactions, receipts and whole blocks of {@code zkevm_getFullBlock*} and the L2-hash methods
 * (docs/spec/rpc.md, "Methods of zkevm"). This chain's transactions are executed as they are
 * signed, at the price they are signed for; so the L2 hash of a transaction is its hash.
 */
final class ReceiptJson {
  /** Keccak of an empty RLP list: the chain has no uncles. */
  private static final String NO_UNCLES =
      "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

  private static final String NONCE = "0x0000000000000000";

  private ReceiptJson() {}

  /** The header fields besides those of {@link RpcJson#block}, and the transactions. */
  static Map<String, Object> block(final ExecutedBlock executed, final boolean full) {
    final Map<String, Object> json = RpcJson.block(executed.block());
    json.put("sha3Uncles", NO_UNCLES);
    json.put("transactionsRoot", executed.transactionsRoot().toHexString());
    json.put("receiptsRoot", executed.receiptsRoot().toHexString());
    json.put("logsBloom", executed.logsBloom().toHexString());
    json.put("mixHash", executed.prevRandao().toHexString());
    json.put("nonce", NONCE);
    json.put("totalDifficulty", "0x0");
    json.put("size", RpcJson.quantity(executed.size()));
    if (full) {
      final List<Object> transactions = new ArrayList<>();
      for (int i = 0; i < executed.block().transactions().size(); i++) {
        transactions.add(transaction(executed, i));
      }
      json.put("transactions", transactions);
    }
    return json;
  }

  /** A transaction with its receipt inside. */
  static Map<String, Object> transaction(final ExecutedBlock executed, final int index) {
    final Map<String, Object> json = RpcJson.transaction(executed.block(), index);
    json.put("l2Hash", json.get("hash"));
    json.put("receipt", receipt(executed, index));
    return json;
  }

  static Map<String, Object> receipt(final ExecutedBlock executed, final int index) {
    final L2Block block = executed.block();
    final SignedTransaction tx = SignedTransaction.decode(block.transactions().get(index));
    final Map<String, Object> json =
        receipt(
            tx,
            executed.receipts().get(index),
            new Place(
                block.hash(),
                block.number(),
                block.baseFee(),
                index,
                gasBefore(executed, index),
                logsBefore(executed, index)));
    json.put("transactionL2Hash", tx.hash().toHexString());
    return json;
  }

  /**
   * Where a transaction stands.
   *
   * @param blockHash zero while there is none
   * @param baseFee of the block, in wei
   * @param index in the block
   * @param gasBefore that the block used before it
   * @param logsBefore logs of the block before its own
   */
  record Place(
      Bytes32 blockHash, long block, UInt256 baseFee, int index, long gasBefore, long logsBefore) {}

  /** In the form of {@code eth_getTransactionReceipt}. */
  static Map<String, Object> receipt(
      final SignedTransaction tx, final Receipt receipt, final Place place) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("transactionHash", tx.hash().toHexString());
    json.put("transactionIndex", RpcJson.quantity(place.index()));
    json.put("blockHash", place.blockHash().toHexString());
    json.put("blockNumber", RpcJson.quantity(place.block()));
    json.put("from", tx.sender().toString());
    json.put("to", tx.to().map(Address::toString).orElse(null));
    json.put("contractAddress", tx.to().isPresent() ? null : created(tx).toString());
    json.put("type", RpcJson.quantity(tx.type().id()));
    json.put("status", receipt.success() ? "0x1" : "0x0");
    json.put("cumulativeGasUsed", RpcJson.quantity(receipt.cumulativeGasUsed()));
    json.put("gasUsed", RpcJson.quantity(receipt.cumulativeGasUsed() - place.gasBefore()));
    json.put("effectiveGasPrice", RpcJson.quantity(price(tx, place.baseFee())));
    json.put("logsBloom", receipt.logsBloom().toHexString());
    json.put("logs", logs(receipt, place, tx.hash().toHexString()));
    return json;
  }

  private static long gasBefore(final ExecutedBlock executed, final int index) {
    return index == 0 ? 0 : executed.receipts().get(index - 1).cumulativeGasUsed();
  }

  private static long logsBefore(final ExecutedBlock executed, final int index) {
    return executed.receipts().stream()
        .limit(index)
        .mapToLong(before -> before.logs().size())
        .sum();
  }

  /** Price per gas that the sender paid, in wei (EIP-1559). */
  static BigInteger price(final SignedTransaction tx, final L2Block block) {
    return price(tx, block.baseFee());
  }

  private static BigInteger price(final SignedTransaction tx, final UInt256 ofBlock) {
    final BigInteger baseFee = ofBlock.toUnsignedBigInteger();
    return tx.maxFeePerGas().min(baseFee.add(tx.maxPriorityFeePerGas()));
  }

  private static List<Object> logs(
      final Receipt receipt, final Place place, final String transactionHash) {
    long logIndex = place.logsBefore();
    final List<Object> logs = new ArrayList<>();
    for (final Log log : receipt.logs()) {
      final Map<String, Object> json = RpcJson.log(log);
      json.put("blockNumber", RpcJson.quantity(place.block()));
      json.put("blockHash", place.blockHash().toHexString());
      json.put("transactionHash", transactionHash);
      json.put("transactionIndex", RpcJson.quantity(place.index()));
      json.put("logIndex", RpcJson.quantity(logIndex++));
      json.put("removed", false);
      logs.add(json);
    }
    return logs;
  }

  /** Address of the contract that a creation transaction makes (yellow paper 7). */
  static Address created(final SignedTransaction tx) {
    return new Address(
        Keccak256.hash(
                RlpWriter.encodeList(
                    writer -> writer.bytes(tx.sender().bytes()).uint64(tx.nonce())))
            .slice(Bytes32.SIZE - Address.SIZE));
  }
}
