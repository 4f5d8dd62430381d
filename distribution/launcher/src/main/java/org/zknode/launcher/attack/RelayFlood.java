/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;

/** Sixty senders at a time at a node that relays to the main node. */
final class RelayFlood implements Attack {
  private static final int ACCOUNTS = 60;
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);

  /**
   * Above {@code PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER}, so that the main node refuses it, and
   * below the 200 from which on Besu does so itself: each one is relayed.
   */
  static final long NONCE = 100;

  /** The main node's text. */
  private static final String REFUSED_BY_MAIN = "nonce too high";

  private final Field field;
  private final Wallets wallets;
  private long round;

  RelayFlood(final Field field) {
    this.field = field;
    this.wallets = field.wallets("relay flood", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.RELAY_FLOOD;
  }

  @Override
  public String what() {
    return "%d accounts send at once, again and again, to an external node what only the main node refuses"
        .formatted(ACCOUNTS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final BigInteger value = BigInteger.valueOf(round++);
      final Prices prices = Prices.ask(field.main());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (final PrivateKey key : wallets.keys()) {
          threads.execute(() -> send(key, prices, value, ledger));
        }
      }
      Rounds.rest(start, ROUND, goesOn);
    }
  }

  private void send(
      final PrivateKey key, final Prices prices, final BigInteger value, final Ledger ledger) {
    final Optional<String> refusal =
        Sending.refusal(
            field.external(),
            wallets.transfer(
                key, NONCE, prices, key.address(), value, Bytes.EMPTY, Wallets.TRANSFER_GAS),
            ledger);
    final boolean relayed = refusal.isEmpty() || refusal.get().contains(REFUSED_BY_MAIN);
    ledger.count(relayed ? "relayed" : "notRelayed", 1);
  }
}
