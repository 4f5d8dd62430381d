/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeAbi;

/**
 * What went over a rollup's bridge, as both chains have it.
 *
 * @param deposits on the chain below
 * @param claims on both
 * @param withdrawals deposits on the rollup
 */
public record BridgeCounts(long deposits, long claims, long withdrawals) {
  static BridgeCounts of(final RollupNetwork rollup) {
    final JsonRpc l1 = rollup.l1().rpc();
    final JsonRpc l2 = rollup.mainNode().rpc();
    final Address onL1 = rollup.l1().bridge();
    return new BridgeCounts(
        deposits(l1, onL1),
        claims(l1, onL1) + claims(l2, GenesisContracts.BRIDGE),
        deposits(l2, GenesisContracts.BRIDGE));
  }

  /** None where there is no contract. */
  private static long deposits(final JsonRpc node, final Address bridge) {
    return node.tryCall(
            "eth_call",
            Map.of("to", bridge.toString(), "data", BridgeAbi.DEPOSIT_COUNT.toHexString()),
            "latest")
        .map(answer -> Bytes.fromHexString(answer.asText()).trimLeadingZeros())
        .orElseThrow(() -> unanswered(node))
        .toLong();
  }

  private static long claims(final JsonRpc node, final Address bridge) {
    return node.tryCall(
            "eth_getLogs",
            Map.of(
                "address",
                bridge.toString(),
                "topics",
                List.of(BridgeAbi.CLAIM.toHexString()),
                "fromBlock",
                "earliest",
                "toBlock",
                "latest"))
        .orElseThrow(() -> unanswered(node))
        .size();
  }

  private static LauncherException unanswered(final JsonRpc node) {
    return new LauncherException(
        "%s does not answer what went over the bridge".formatted(node.url()));
  }
}
