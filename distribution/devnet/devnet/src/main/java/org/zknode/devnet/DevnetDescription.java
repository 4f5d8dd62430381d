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
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", devnet.options().engine().text());
    json.putAll(of(devnet.l2()));
    final List<Map<String, String>> accounts = new ArrayList<>();
    for (final String key : DevKeys.USERS) {
      final Map<String, String> account = new LinkedHashMap<>();
      account.put("address", PrivateKey.fromHex(key).address().toString());
      account.put("privateKey", key);
      accounts.add(account);
    }
    json.put("accounts", accounts);
    json.put("dataFolder", devnet.dataFolder().toString());
    devnet.l3().ifPresent(rollup -> json.put("l3", of(rollup)));
    return json;
  }

  /** What is one rollup's own: its {@code l1} is the chain below, its {@code l2} itself. */
  private static Map<String, Object> of(final RollupNetwork rollup) {
    final NodeFlags.L1 l1 = rollup.l1().deployment();
    final Ports.Rollup ports = rollup.spec().ports();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("l1Url", l1.url());
    json.put("l1ChainId", l1.chainId());
    json.put("l2ChainId", l1.l2ChainId());
    json.put("mainNodeUrl", rollup.mainNode().rpc().url().toString());
    json.put("mainNodeEnode", rollup.mainEnode());
    json.put(
        "externalNodeUrls",
        rollup.externalNodes().stream().map(node -> node.rpc().url().toString()).toList());
    json.put("mainNodeFeedUrl", ports.main().feedUrl());
    json.put("externalNodeFeedUrls", ports.external().stream().map(Ports.Node::feedUrl).toList());
    json.put("explorerUrl", rollup.explorerUrl().toString());
    json.put("aggregator", Ports.HOST + ":" + ports.aggregator());
    json.put("proverFlags", rollup.proverFlags());
    json.put("rollupManager", l1.rollupManager().toString());
    json.put("rollup", l1.rollup().toString());
    json.put("globalExitRootManager", l1.exitRoots().toString());
    json.put("l1Bridge", rollup.l1().bridge().toString());
    json.put("l2Bridge", GenesisContracts.BRIDGE.toString());
    json.put("bridgeUrl", "http://%s:%d".formatted(Ports.HOST, ports.bridge()));
    json.put("l2GlobalExitRootManager", GenesisContracts.EXIT_ROOT_MANAGER.toString());
    json.put("l1GenesisBlock", l1.genesisBlock());
    json.put(
        "verifiers", rollup.spec().verifierAddresses().stream().map(Object::toString).toList());
    json.put("stateDatabases", rollup.stateDatabaseUrls());
    return json;
  }

  static void print(final Devnet devnet, final PrintStream out) {
    out.println();
    out.println("The devnet runs. Everything here is for development only.");
    devnet.rollups().forEach(rollup -> print(rollup, out));
    out.printf(
        "  accounts with ether on %s (public keys to play with, never use them elsewhere):%n",
        devnet.l3().isPresent() ? "L1, L2 and L3" : "L1 and L2");
    for (final String key : DevKeys.USERS) {
      out.printf("    %s  key %s%n", PrivateKey.fromHex(key).address(), key);
    }
    out.printf("  logs and data     %s%n", devnet.dataFolder());
    out.println();
  }

  private static void print(final RollupNetwork rollup, final PrintStream out) {
    final Map<String, Object> json = of(rollup);
    final String name = rollup.spec().name();
    final String below = rollup.spec().below();
    out.printf(
        "  %s main node      %s   chain id %s%n",
        name, json.get("mainNodeUrl"), json.get("l2ChainId"));
    out.printf("                    %s%n", json.get("mainNodeEnode"));
    rollup
        .externalNodes()
        .forEach(node -> out.printf("  %s external node  %s%n", name, node.rpc().url()));
    out.printf("  preconfirmations  %s   as flashblocks%n", json.get("mainNodeFeedUrl"));
    out.printf("  explorer          %s%n", json.get("explorerUrl"));
    out.printf(
        "  %s                %s   chain id %s%n", below, json.get("l1Url"), json.get("l1ChainId"));
    out.printf("  provers connect to %s (gRPC aggregator.v1)%n", json.get("aggregator"));
    out.printf(
        "    for instance    zknode dev-prover --name=mine %s%n",
        String.join(" ", rollup.proverFlags()));
    out.printf("  rollup manager    %s%n", json.get("rollupManager"));
    out.printf("  rollup            %s%n", json.get("rollup"));
    out.printf("  exit root manager %s%n", json.get("globalExitRootManager"));
    out.printf(
        "  bridge on %s, %s  %s, %s%n", below, name, json.get("l1Bridge"), json.get("l2Bridge"));
    out.printf("  bridge, REST      %s%n", json.get("bridgeUrl"));
  }
}
