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
        "eth_sendRawTransactionSync",
        new Text(
            "raw transaction, milliseconds?",
            "sends it and waits for its receipt (EIP-7966); of the API ETH. Errors 4 (in no block"
                + " in that time) and 5 (a nonce before it is missing) have its hash as data"));
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
        "zkevm_getBatchWitness",
        new Text("batch", "what the batch needs to be executed without a state; or null"));
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
        "zknode_executionWitness",
        new Text(
            "block, last block?",
            "what the block needs, or these blocks together, without a state"));
    all.put(
        "zknode_getProverInput",
        new Text("batch", "each block of the batch as a zkVM's guest takes it; or null"));
    all.put(
        "debug_executionWitness",
        new Text(
            "block",
            "the same of one block; of the API DEBUG, and not where the host has such a method itself"));
    all.put(
        "zknode_getTransactionStatus",
        new Text(
            "hash",
            "what became of a transaction: pending (with what it waits for), selected, replaced,"
                + " expired, failed, invalid or unknown; why and when; preconfirmed: a receipt, when"
                + " it is in a slice of the open block. A node that relays asks the one that it"
                + " relays to"));
    all.put(
        "zknode_provers",
        new Text("", "provers of this aggregator: state, job, counts, quarantine, last failure"));
    bridge(all);
    otterscan(all);
    return all;
  }

  private static void bridge(final Map<String, Text> all) {
    all.put("bridge_checkAPI", new Text("", "api: v1; this and the following as REST answers"));
    all.put(
        "bridge_getBridges",
        new Text("address, offset?, limit?", "deposits for the account, the newest first"));
    all.put("bridge_getBridge", new Text("network, deposit count", "deposit"));
    all.put(
        "bridge_getProof",
        new Text(
            "network, deposit count",
            "proof by the newest global exit root that the destination has"));
    all.put(
        "bridge_getProofByGER",
        new Text("network, deposit count, global exit root", "proof by that global exit root"));
    all.put(
        "bridge_getClaims",
        new Text("address, offset?, limit?", "claims for the account, the newest first"));
    all.put(
        "bridge_getTokenWrapped",
        new Text("token, network of the token", "the token that stands for it elsewhere"));
    all.put(
        "bridge_getPendingBridgesToClaim",
        new Text(
            "address?, destination network, leaf type, offset?, limit?",
            "deposits that are ready for claim and not claimed"));
  }

  private static void otterscan(final Map<String, Text> all) {
    all.put("ots_getApiLevel", new Text("", "8: what Otterscan asks for"));
    all.put("ots_hasCode", new Text("address, block?", "whether the account has code"));
    all.put(
        "ots_getInternalOperations",
        new Text(
            "hash",
            "type (0 transfer, 1 SELFDESTRUCT, 2 CREATE, 3 CREATE2), from, to, value of each that"
                + " the transaction did, itself the first"));
    all.put(
        "ots_getTransactionError",
        new Text("hash", "what the transaction reverted with; 0x when it did not"));
    all.put(
        "ots_traceTransaction",
        new Text(
            "hash",
            "each call of the transaction, new contracts and SELFDESTRUCT among them: type, depth,"
                + " from, to, value, input, output"));
    all.put(
        "ots_getBlockDetails",
        new Text("block", "header, transactionCount, issuance (0), totalFees; null if none"));
    all.put("ots_getBlockDetailsByHash", new Text("hash", "likewise"));
    all.put(
        "ots_getBlockTransactions",
        new Text(
            "block, page from 0, page size",
            "fullblock with the page's transactions (4 bytes of input) and the block's transactionCount, their"
                + " receipts with the block's timestamp"));
    all.put(
        "ots_searchTransactionsBefore",
        new Text(
            "address, block or 0, page size",
            "txs, receipts, firstPage, lastPage: transactions that named the address in any call,"
                + " newest first, from the block before the given one or from the newest; whole"
                + " blocks, at least a page if there is one within the limits"));
    all.put(
        "ots_searchTransactionsAfter",
        new Text(
            "address, block or 0, page size",
            "likewise, towards the newest: from the block after the given one, or the first"));
    all.put(
        "ots_getTransactionBySenderAndNonce",
        new Text("address, nonce", "the transaction's hash; null if none"));
    all.put(
        "ots_getContractCreator",
        new Text("address", "hash and creator; null for an account that nobody created"));
    all.put(
        "erigon_getHeaderByNumber",
        new Text("block", "the block with its transactions as hashes; null if none"));
  }
}
