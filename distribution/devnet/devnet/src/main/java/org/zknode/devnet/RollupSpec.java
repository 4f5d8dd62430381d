/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.ArrayList;
import java.util.List;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * One rollup of a devnet, before anything of it is there.
 *
 * @param name for people, as the next one
 * @param below the chain that its contracts are on
 * @param prefix of the names of its nodes, files and databases; empty for the first one
 * @param chainId of the rollup
 * @param funded accounts that have ether in its genesis file
 * @param verifiers external nodes, each of which also verifies
 * @param verifierThreshold signatures that a batch needs before it is sequenced
 * @param executors that its batch check asks
 * @param setup in what its nodes differ from the usual ones
 */
record RollupSpec(
    String name,
    String below,
    String prefix,
    long chainId,
    OperatorKeys keys,
    List<Address> funded,
    Ports.Rollup ports,
    int verifiers,
    int provers,
    int verifierThreshold,
    int executors,
    DevnetSetup setup) {

  private static final String STANDBY = "standby";

  RollupSpec {
    funded = List.copyOf(funded);
  }

  /** The rollup on L1. */
  static RollupSpec l2(
      final DevnetOptions options, final DevnetSetup setup, final Ports.Rollup ports) {
    return new RollupSpec(
        "L2",
        "L1",
        "",
        NodeFlags.L2_CHAIN_ID,
        DevKeys.L2_OPERATORS,
        DevKeys.funded(options),
        ports,
        options.verifiers(),
        options.provers(),
        options.verifierThreshold(),
        options.executors(),
        setup);
  }

  /** The rollup on {@link #l2}. */
  static RollupSpec l3(
      final DevnetOptions options, final DevnetSetup setup, final Ports.Rollup ports) {
    return new RollupSpec(
        "L3",
        "L2",
        "l3-",
        NodeFlags.L3_CHAIN_ID,
        DevKeys.L3_OPERATORS,
        DevKeys.fundedOnL3(options),
        ports,
        ports.external().size(),
        1,
        ports.external().size(),
        0,
        setup.ofL3(NodeFlags.ON_A_ROLLUP));
  }

  /** All that its nodes need. */
  List<String> databases() {
    final List<String> databases = new ArrayList<>(List.of(stateOfMain(), pool()));
    for (int i = 0; i < verifiers; i++) {
      databases.add(stateOfExternal(i));
    }
    return databases;
  }

  String stateOfMain() {
    return database("state_main");
  }

  String pool() {
    return database("pool");
  }

  String stateOfExternal(final int index) {
    return database("state_external" + (index + 1));
  }

  /** A database of this rollup. */
  String database(final String what) {
    return prefix.replace('-', '_') + what;
  }

  String main() {
    return prefix + "main";
  }

  String standby() {
    return prefix + STANDBY;
  }

  String external(final int index) {
    return prefix + "external" + (index + 1);
  }

  String prover(final int index) {
    return prefix + "prover" + (index + 1);
  }

  String verifierKey(final int index) {
    return DevKeys.derived(prefix + "verifier " + (index + 1));
  }

  /** Hex key of that node on devp2p. */
  static String nodeKey(final String node) {
    return DevKeys.derived(node + " node");
  }

  /** Node id of that node: 128 hex digits. */
  static String nodeId(final String node) {
    return PrivateKey.fromHex(nodeKey(node)).publicKey().toUnprefixedHexString();
  }

  List<Address> verifierAddresses() {
    final List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < verifiers; i++) {
      addresses.add(OperatorKeys.address(verifierKey(i)));
    }
    return addresses;
  }
}
