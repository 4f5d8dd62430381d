/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.devnet.Pause;

/** Sixty senders at a time at a node that relays to the main node. */
final class RelayFlood implements Attack {
  private static final int ACCOUNTS = 60;
  private static final Duration ROUND = Duration.ofMillis(100);

  private final Field field;
  private final Wallets wallets;

  RelayFlood(final Field field) {
    this.field = field;
    // They have nothing: each is refused by the main node only.
    this.wallets = field.wallets("relay flood", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.RELAY_FLOOD;
  }

  @Override
  public String what() {
    return "%d accounts without ether send at once, again and again, to an external node"
        .formatted(ACCOUNTS);
  }

  @Override
  public void prepare() {
    // Nothing to do.
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    long round = 0;
    while (goesOn.getAsBoolean()) {
      final BigInteger value = BigInteger.valueOf(round++);
      final Prices prices = Prices.ask(field.main());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (final PrivateKey key : wallets.keys()) {
          threads.execute(
              () ->
                  Sending.send(
                      field.external(),
                      wallets.transfer(
                          key, 0, prices, key.address(), value, Bytes.EMPTY, Wallets.TRANSFER_GAS),
                      ledger));
        }
      }
      Pause.of(ROUND);
    }
  }
}
