/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.time.Duration;
import java.util.List;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.PrivateKey;

/**
 * What an attack is made on.
 *
 * @param purse an account with ether that pays for the attackers' accounts
 */
record Field(Devnet devnet, PrivateKey purse) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);

  /** In blocks. */
  private static final long CLOSE = 2;

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

  /**
   * Waits until the first external node is close to the main node. Not longer than two minutes:
   * after that the figures show that it is not.
   */
  void awaitFollowing() {
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && devnet.externalNodes().getFirst().head() + CLOSE < devnet.mainNode().head()) {
      Pause.of(POLL);
    }
  }

  Wallets wallets(final String purpose, final int count) {
    return new Wallets(devnet.l2ChainId(), main(), purpose, count);
  }
}
