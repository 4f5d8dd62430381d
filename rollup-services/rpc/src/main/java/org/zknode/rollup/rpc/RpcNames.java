/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.List;

/** Names of all methods, known before the node runs: a host registers them early. */
public final class RpcNames {
  /**
   * Of {@link ZkevmMethods}, {@link ZknodeMethods}, {@link ProverMethods}, {@link
   * TransactionStatusMethod}, {@link BridgeMethods}, {@link WitnessMethods} and {@link OtsMethods},
   * and {@code eth_sendRawTransactionSync}.
   */
  public static final List<String> ALL =
      List.of(
          // Of the package sync, which knows this one.
          "eth_sendRawTransactionSync",
          "zkevm_consolidatedBlockNumber",
          "zkevm_isBlockVirtualized",
          "zkevm_isBlockConsolidated",
          "zkevm_batchNumber",
          "zkevm_virtualBatchNumber",
          "zkevm_verifiedBatchNumber",
          "zkevm_batchNumberByBlockNumber",
          "zkevm_getBatchByNumber",
          WitnessMethods.BATCH,
          "zkevm_getLatestGlobalExitRoot",
          "zkevm_getExitRootsByGER",
          "zkevm_getNativeBlockHashesInRange",
          "zkevm_forkId",
          "zkevm_getFullBlockByNumber",
          "zkevm_getFullBlockByHash",
          "zkevm_getTransactionByL2Hash",
          "zkevm_getTransactionReceiptByL2Hash",
          "zkevm_estimateGasPrice",
          "zkevm_estimateFee",
          "zkevm_estimateCounters",
          "bridge_checkAPI",
          "bridge_getBridges",
          "bridge_getBridge",
          "bridge_getProof",
          "bridge_getProofByGER",
          "bridge_getClaims",
          "bridge_getTokenWrapped",
          "bridge_getPendingBridgesToClaim",
          "zknode_provers",
          "zknode_status",
          "zknode_getBatchSignatures",
          WitnessMethods.BLOCK,
          WitnessMethods.PROVER_INPUT,
          WitnessMethods.DEBUG,
          TransactionStatusMethod.NAME,
          "ots_getApiLevel",
          "ots_hasCode",
          "ots_getInternalOperations",
          "ots_getTransactionError",
          "ots_traceTransaction",
          "ots_getBlockDetails",
          "ots_getBlockDetailsByHash",
          "ots_getBlockTransactions",
          "ots_searchTransactionsBefore",
          "ots_searchTransactionsAfter",
          "ots_getTransactionBySenderAndNonce",
          "ots_getContractCreator",
          "erigon_getHeaderByNumber");

  private RpcNames() {}
}
