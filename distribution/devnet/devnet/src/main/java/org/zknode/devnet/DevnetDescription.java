/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.eth.PrivateKey;

/** What a user needs to know of a running devnet: on the terminal, and in {@code devnet.json}. */
final class DevnetDescription {
  private DevnetDescription() {}

  static Map<String, Object> of(final Devnet devnet) {
    final NodeFlags.L1 l1 = devnet.l1().deployment();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", devnet.options().engine().text());
    json.put("l1Url", l1.url());
    json.put("l1ChainId", l1.chainId());
    json.put("l2ChainId", l1.l2ChainId());
    json.put("mainNodeUrl", devnet.mainNode().rpc().url().toString());
    json.put("mainNodeEnode", devnet.mainEnode());
    json.put(
        "externalNodeUrls",
        devnet.externalNodes().stream().map(node -> node.rpc().url().toString()).toList());
    json.put("explorerUrl", devnet.explorerUrl().toString());
    json.put("aggregator", Ports.HOST + ":" + devnet.l2().spec().ports().aggregator());
    json.put("proverFlags", devnet.l2().proverFlags());
    json.put("rollupManager", l1.rollupManager().toString());
    json.put("rollup", l1.rollup().toString());
    json.put("globalExitRootManager", l1.exitRoots().toString());
    json.put("l1Bridge", devnet.l1().bridge().toString());
    json.put("l2Bridge", GenesisContracts.BRIDGE.toString());
    json.put(
        "bridgeUrl", "http://%s:%d".formatted(Ports.HOST, devnet.l2().spec().ports().bridge()));
    json.put("l2GlobalExitRootManager", GenesisContracts.EXIT_ROOT_MANAGER.toString());
    json.put("l1GenesisBlock", l1.genesisBlock());
    json.put(
        "verifiers",
        devnet.l2().spec().verifierAddresses().stream().map(Object::toString).toList());
    final List<Map<String, String>> accounts = new ArrayList<>();
    for (final String key : DevKeys.USERS) {
      final Map<String, String> account = new LinkedHashMap<>();
      account.put("address", PrivateKey.fromHex(key).address().toString());
      account.put("privateKey", key);
      accounts.add(account);
    }
    json.put("accounts", accounts);
    json.put("stateDatabases", devnet.stateDatabaseUrls());
    json.put("dataFolder", devnet.dataFolder().toString());
    return json;
  }

  static void print(final Devnet devnet, final PrintStream out) {
    final Map<String, Object> json = of(devnet);
    out.println();
    out.println("The devnet runs. Everything here is for development only.");
    out.printf(
        "  L2 main node      %s   chain id %s%n", json.get("mainNodeUrl"), json.get("l2ChainId"));
    out.printf("                    %s%n", json.get("mainNodeEnode"));
    devnet
        .externalNodes()
        .forEach(node -> out.printf("  L2 external node  %s%n", node.rpc().url()));
    out.printf("  explorer          %s%n", json.get("explorerUrl"));
    out.printf("  L1                %s   chain id %s%n", json.get("l1Url"), json.get("l1ChainId"));
    out.printf("  provers connect to %s (gRPC aggregator.v1)%n", json.get("aggregator"));
    out.printf(
        "    for instance    zknode dev-prover --name=mine %s%n",
        String.join(" ", devnet.l2().proverFlags()));
    out.printf("  rollup manager    %s%n", json.get("rollupManager"));
    out.printf("  rollup            %s%n", json.get("rollup"));
    out.printf("  exit root manager %s%n", json.get("globalExitRootManager"));
    out.printf("  bridge on L1, L2  %s, %s%n", json.get("l1Bridge"), json.get("l2Bridge"));
    out.printf("  bridge, REST      %s%n", json.get("bridgeUrl"));
    out.println(
        "  accounts with ether on L1 and L2 (public keys to play with, never use them elsewhere):");
    for (final String key : DevKeys.USERS) {
      out.printf("    %s  key %s%n", PrivateKey.fromHex(key).address(), key);
    }
    out.printf("  logs and data     %s%n", json.get("dataFolder"));
    out.println();
  }
}
