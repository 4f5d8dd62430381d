/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters and result of each JSON-RPC method; the page cannot be made while one is missing. */
final class RpcTexts {
  /**
   * @param parameters in order, optional ones with a question mark
   */
  record Text(String parameters, String result) {}

  private RpcTexts() {}

  /** By name, in the order of the page. */
  static Map<String, Text> all() {
    final Map<String, Text> all = new LinkedHashMap<>();
    all.put(
        "zkevm_consolidatedBlockNumber", new Text("", "last L2 block of the last verified batch"));
    all.put("zkevm_isBlockVirtualized", new Text("block", "is its batch in an L1 sequence"));
    all.put("zkevm_isBlockConsolidated", new Text("block", "is its batch proven on L1"));
    all.put("zkevm_batchNumber", new Text("", "number of the last batch, open or closed"));
    all.put("zkevm_virtualBatchNumber", new Text("", "last batch in an L1 sequence"));
    all.put("zkevm_verifiedBatchNumber", new Text("", "last batch proven on L1"));
    all.put(
        "zkevm_batchNumberByBlockNumber",
        new Text("block", "number of the batch; null while it is not known"));
    all.put(
        "zkevm_getBatchByNumber",
        new Text("batch, full?", "the batch; blocks and transactions as hashes unless full"));
    all.put(
        "zkevm_getFullBlockByNumber",
        new Text("block, full?", "the block; with full, its transactions with receipts inside"));
    all.put("zkevm_getFullBlockByHash", new Text("hash, full?", "likewise"));
    all.put(
        "zkevm_getTransactionByL2Hash",
        new Text(
            "hash",
            "an included transaction with its receipt; the L2 hash of a transaction is its hash on"
                + " this chain, which executes it as it was signed"));
    all.put("zkevm_getTransactionReceiptByL2Hash", new Text("hash", "its receipt"));
    all.put(
        "zkevm_getNativeBlockHashesInRange",
        new Text("{fromBlock, toBlock}", "state roots of at most 60,001 blocks"));
    all.put("zkevm_getLatestGlobalExitRoot", new Text("", "newest global exit root seen on L1"));
    all.put(
        "zkevm_getExitRootsByGER",
        new Text("global exit root", "L1 block, timestamp, mainnet and rollup exit root; or null"));
    all.put("zkevm_forkId", new Text("", "fork whose rules hold"));
    all.put(
        "zkevm_estimateGasPrice",
        new Text("transaction", "wei per gas that the next block would charge for it"));
    all.put(
        "zkevm_estimateFee",
        new Text("transaction", "that price times the gas of an execution on the newest state"));
    all.put(
        "zkevm_estimateCounters",
        new Text(
            "transaction, block?",
            "what an execution counts in the EVM, and what the block's gas allows; Besu only,"
                + " Poseidon counters are 0 because the state does not use that hash"));
    all.put(
        "zknode_status",
        new Text("", "state of the node with reasons and halts, heads, batches, peers"));
    all.put("zknode_getBatchSignatures", new Text("batch number", "verifier signatures stored"));
    all.put(
        "zknode_getTransactionStatus",
        new Text(
            "hash",
            "what became of a transaction: pending (with what it waits for), selected, replaced,"
                + " expired, failed, invalid or unknown; why and when. A node that relays asks the"
                + " one that it relays to"));
    all.put(
        "zknode_provers",
        new Text("", "provers of this aggregator: state, job, counts, quarantine, last failure"));
    return all;
  }
}
