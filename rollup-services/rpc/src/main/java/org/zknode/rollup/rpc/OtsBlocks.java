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
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ExecutionEngine;

/** Blocks as Otterscan reads them. */
final class OtsBlocks {
  /** Root of a trie without entries. */
  private static final String EMPTY_TRIE =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

  /** SHA-256 of nothing (EIP-7685): the chain takes no requests. */
  private static final String NO_REQUESTS =
      "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final ExecutionEngine engine;
  private final BlockTags tags;

  OtsBlocks(final ExecutionEngine engine, final BlockTags tags) {
    this.engine = engine;
    this.tags = tags;
  }

  /** Null when there is no such block, which Otterscan shows as such. */
  Object header(final List<Object> params) throws RpcException {
    return executed(params, 1).map(this::block).orElse(null);
  }

  Object details(final List<Object> params) throws RpcException {
    return executed(params, 1).map(this::details).orElse(null);
  }

  Object detailsByHash(final List<Object> params) throws RpcException {
    final Bytes32 hash = RpcParams.of(params, 1, 1).bytes32(0);
    return engine
        .reader()
        .blockByHash(hash)
        .map(L2Block::number)
        .flatMap(engine.reader()::executed)
        .filter(executed -> executed.block().hash().equals(hash))
        .map(this::details)
        .orElse(null);
  }

  /** A page of a block's transactions with their receipts; pages are counted from 0. */
  Object transactions(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 3, 3);
    final long page = checked.quantity(1);
    final int size = pageSize(checked, 2);
    final Optional<ExecutedBlock> found = executed(params, 3);
    if (found.isEmpty()) {
      return null;
    }
    final ExecutedBlock executed = found.get();
    final int all = executed.block().transactions().size();
    final long first = Math.min(all, page > all ? all : page * size);
    final Map<String, Object> block = block(executed);
    final List<Object> transactions = new ArrayList<>();
    final List<Object> receipts = new ArrayList<>();
    for (int i = (int) first; i < Math.min(all, first + size); i++) {
      transactions.add(withSelector(transaction(executed, i)));
      receipts.add(receipt(executed, i));
    }
    block.put("transactions", transactions);
    block.put("transactionCount", all);
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("fullblock", block);
    json.put("receipts", receipts);
    return json;
  }

  /** Of its input only which function is called: the list shows no more. */
  private static Map<String, Object> withSelector(final Map<String, Object> transaction) {
    transaction.computeIfPresent(
        "input",
        (name, input) -> ((String) input).substring(0, Math.min(10, ((String) input).length())));
    return transaction;
  }

  private Optional<ExecutedBlock> executed(final List<Object> params, final int most)
      throws RpcException {
    return engine.reader().executed(tags.resolve(RpcParams.of(params, 1, most), 0));
  }

  static int pageSize(final RpcParams params, final int index) throws RpcException {
    final long size = params.quantity(index);
    if (size < 1 || size > OtsSearch.MAX_PAGE_SIZE) {
      throw RpcParams.invalid(
          "invalid argument %d: a page has 1 to %d transactions, got %d"
              .formatted(index, OtsSearch.MAX_PAGE_SIZE, size));
    }
    return (int) size;
  }

  static Map<String, Object> transaction(final ExecutedBlock executed, final int index) {
    final Map<String, Object> json = RpcJson.transaction(executed.block(), index);
    json.put("blockTimestamp", RpcJson.quantity(executed.block().timestamp()));
    return json;
  }

  static Map<String, Object> receipt(final ExecutedBlock executed, final int index) {
    final Map<String, Object> json = ReceiptJson.receipt(executed, index);
    json.remove("transactionL2Hash");
    json.put("timestamp", RpcJson.quantity(executed.block().timestamp()));
    return json;
  }

  private Map<String, Object> block(final ExecutedBlock executed) {
    final Map<String, Object> json = ReceiptJson.block(executed, false);
    json.put("withdrawalsRoot", EMPTY_TRIE);
    json.put("withdrawals", List.of());
    json.put("blobGasUsed", "0x0");
    json.put("excessBlobGas", "0x0");
    json.put(
        "parentBeaconBlockRoot",
        engine.l1InfoRoot(executed.block().number()).orElse(Bytes32.ZERO).toHexString());
    json.put("requestsHash", NO_REQUESTS);
    return json;
  }

  private Map<String, Object> details(final ExecutedBlock executed) {
    final Map<String, Object> block = block(executed);
    block.remove("transactions");
    block.put("transactionCount", executed.block().transactions().size());
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("block", block);
    // Nobody is paid for a block but by fees.
    json.put("issuance", Map.of("blockReward", "0x0", "uncleReward", "0x0", "issuance", "0x0"));
    json.put("totalFees", RpcJson.quantity(fees(executed)));
    return json;
  }

  private static BigInteger fees(final ExecutedBlock executed) {
    BigInteger fees = BigInteger.ZERO;
    long before = 0;
    for (int i = 0; i < executed.receipts().size(); i++) {
      final long until = executed.receipts().get(i).cumulativeGasUsed();
      final BigInteger price =
          ReceiptJson.price(
              SignedTransaction.decode(executed.block().transactions().get(i)), executed.block());
      fees = fees.add(price.multiply(BigInteger.valueOf(until - before)));
      before = until;
    }
    return fees;
  }
}
