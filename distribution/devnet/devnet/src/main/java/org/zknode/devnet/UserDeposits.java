/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Duration;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/** Deposits of the users' accounts on L1, which the main node claims for them on L2. */
record UserDeposits(Devnet devnet) {
  /** Of the 10,000 ether that each has on L1. */
  private static final BigInteger AMOUNT =
      BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(1_000));

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(250);

  /**
   * Returns when all have their ether on L2.
   *
   * @throws LauncherException one of them has not got it in time
   */
  void make(final PrintStream out) {
    out.printf("depositing 1000 ether of each dev account on L1 for itself on L2 ...%n");
    final Address bridge = devnet.l1().bridge();
    for (final String key : DevKeys.USERS) {
      DevContracts.deposit(devnet.l1().rpc().url(), PrivateKey.fromHex(key), bridge, AMOUNT);
    }
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    for (final Address user : DevKeys.users()) {
      while (!hasEther(devnet.mainNode().rpc(), user)) {
        devnet.requireAlive();
        if (System.nanoTime() > deadline) {
          throw new LauncherException(
              "the deposit of %s is not claimed on L2 after %s: see main.log in %s"
                  .formatted(user, TIMEOUT, devnet.dataFolder()));
        }
        Pause.of(POLL);
      }
    }
  }

  private static boolean hasEther(final JsonRpc node, final Address account) {
    return node.tryCall("eth_getBalance", account.toString(), "latest")
        .filter(balance -> !balance.asText().equals("0x0"))
        .isPresent();
  }
}
