/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestStore;

/** Nothing of the method table of docs/spec/rpc.md, "Methods of zkevm" is missing. */
class ZkevmMethodTableTest {
  private static final List<String> TABLE =
      List.of(
          "zkevm_consolidatedBlockNumber",
          "zkevm_isBlockVirtualized",
          "zkevm_isBlockConsolidated",
          "zkevm_batchNumber",
          "zkevm_virtualBatchNumber",
          "zkevm_verifiedBatchNumber",
          "zkevm_batchNumberByBlockNumber",
          "zkevm_getBatchByNumber",
          "zkevm_getFullBlockByNumber",
          "zkevm_getFullBlockByHash",
          "zkevm_getNativeBlockHashesInRange",
          "zkevm_getTransactionByL2Hash",
          "zkevm_getTransactionReceiptByL2Hash",
          "zkevm_getExitRootsByGER",
          "zkevm_getLatestGlobalExitRoot",
          "zkevm_estimateGasPrice",
          "zkevm_estimateFee",
          "zkevm_estimateCounters");

  @Test
  void everyMethodOfTheTableIsServed() {
    try (StateStore store = TestStore.borrow()) {
      final ZkevmMethods methods =
          new ZkevmMethods(
              FakeEngine.funded(),
              store,
              block -> Bytes32.ZERO,
              new ChainConfig(1001, 8, Address.ZERO, 30_000_000));
      assertThat(methods.methods()).containsKeys(TABLE.toArray(String[]::new));
      // What a host announces before the node runs is what it serves, no more and no less.
      final List<String> announced = new ArrayList<>(RpcNames.ALL);
      announced.removeIf(name -> !name.startsWith("zkevm_") || name.equals(WitnessMethods.BATCH));
      assertThat(methods.methods().keySet()).containsExactlyInAnyOrderElementsOf(announced);
    }
  }
}
