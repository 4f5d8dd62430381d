/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.util.List;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.process.JsonRpc;

/**
 * What an attack is made on.
 *
 * @param purse an account with ether that pays for the attackers' accounts
 */
record Field(Devnet devnet, PrivateKey purse) {
  JsonRpc main() {
    return devnet.mainNode().rpc();
  }

  JsonRpc external() {
    return devnet.externalNodes().getFirst().rpc();
  }

  List<JsonRpc> nodes() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(main()),
            devnet.externalNodes().stream().map(node -> node.rpc()))
        .toList();
  }

  Wallets wallets(final String purpose, final int count) {
    return new Wallets(devnet.l2ChainId(), main(), purpose, count);
  }
}
