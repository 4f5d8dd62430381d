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

/**
 * Deposits of the users' accounts on the chain below a rollup, which its main node claims for them.
 *
 * @param ether of each; less than the account has below
 */
record UserDeposits(RollupNetwork rollup, long ether, Runnable requireAlive) {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(250);

  /**
   * Returns when all have their ether on the rollup.
   *
   * @throws LauncherException one of them has not got it in time
   */
  void make(final PrintStream out) {
    final String name = rollup.spec().name();
    out.printf("depositing %d ether of each dev account for itself on %s ...%n", ether, name);
    final Address bridge = rollup.l1().bridge();
    final BigInteger amount = BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(ether));
    for (final String key : DevKeys.USERS) {
      DevContracts.deposit(rollup.l1().rpc().url(), PrivateKey.fromHex(key), bridge, amount);
    }
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    for (final Address user : DevKeys.users()) {
      while (!hasEther(rollup.mainNode().rpc(), user)) {
        requireAlive.run();
        if (System.nanoTime() > deadline) {
          throw new LauncherException(
              "the deposit of %s is not claimed on %s after %s: see %s"
                  .formatted(user, name, TIMEOUT, rollup.mainNode().process().log()));
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
