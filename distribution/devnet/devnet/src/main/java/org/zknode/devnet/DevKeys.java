/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.ArrayList;
import java.util.List;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;

/**
 * Publicly known keys; worth nothing outside a devnet. The accounts are the first of the well-known
 * test mnemonic "test test test test test test test test test test test junk".
 */
final class DevKeys {
  /** Deploys the contracts and sequences. */
  static final String SEQUENCER_HEX =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  static final PrivateKey SEQUENCER = PrivateKey.fromHex(SEQUENCER_HEX);

  /** Sends the proofs. */
  static final String AGGREGATOR_HEX =
      "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

  static final PrivateKey AGGREGATOR = PrivateKey.fromHex(AGGREGATOR_HEX);

  /** The bridge's account on L2 is that of the aggregator, which sends nothing there. */
  static final OperatorKeys L2_OPERATORS =
      new OperatorKeys(SEQUENCER_HEX, SEQUENCER_HEX, AGGREGATOR_HEX, AGGREGATOR_HEX);

  /** Of the rollup on L2. They need ether there, and the bridge's account on the rollup itself. */
  static final OperatorKeys L3_OPERATORS =
      new OperatorKeys(
          derived("l3 deployer"),
          derived("l3 sequencer"),
          derived("l3 aggregator"),
          derived("l3 bridge"));

  /** For the user, and for the devnet's own traffic. */
  static final List<String> USERS =
      List.of(
          "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
          "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
          "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a");

  private DevKeys() {}

  /** Accounts that have ether on L2 from genesis on. */
  static List<Address> funded() {
    final List<Address> accounts = new ArrayList<>(operators());
    accounts.addAll(users());
    return accounts;
  }

  /** The same for a devnet with these options. */
  static List<Address> funded(final DevnetOptions options) {
    final List<Address> accounts =
        new ArrayList<>(options.fundByDeposit() ? operators() : funded());
    if (options.l3()) {
      accounts.addAll(L3_OPERATORS.below());
    }
    if (options.pace() == DevnetOptions.Pace.BENCH) {
      BenchKeys.all().forEach(key -> accounts.add(key.address()));
    }
    return accounts;
  }

  /** Accounts that have ether on L3 from genesis on. */
  static List<Address> fundedOnL3(final DevnetOptions options) {
    final List<Address> accounts =
        new ArrayList<>(List.of(OperatorKeys.address(L3_OPERATORS.bridge())));
    if (!options.fundByDeposit()) {
      accounts.addAll(users());
    }
    return accounts;
  }

  /** Of these, those of the rollup itself. */
  static List<Address> operators() {
    return List.of(SEQUENCER.address(), AGGREGATOR.address());
  }

  static List<Address> users() {
    return USERS.stream().map(key -> PrivateKey.fromHex(key).address()).toList();
  }

  /** Key of a verifier, or of a node's devp2p identity: fixed for each name. */
  static String derived(final String name) {
    return Keccak256.hash(
            org.apache.tuweni.bytes.Bytes.wrap(
                ("zknode devnet " + name).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .toHexString();
  }
}
