/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;

/** Sixty senders at a time at a node that relays to the main node. */
final class RelayFlood implements Attack {
  private static final int ACCOUNTS = 60;
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);

  /** Prices rise meanwhile; what the external node refuses itself floods nobody. */
  private static final int HEADROOM = 10;

  /**
   * Above {@code PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER}, so that the main node refuses it, and
   * below the 200 from which on Besu does so itself: each one is relayed.
   */
  static final long NONCE = 100;

  /** The main node's text. */
  private static final String REFUSED_BY_MAIN = "nonce too high";

  private final Field field;
  private final Wallets wallets;
  private List<SignedTransaction> calls = List.of();

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
    // Signed before: attackers' processors are not the node's. What is refused can be sent again.
    final Prices prices = Prices.ask(field.main()).times(HEADROOM);
    calls =
        wallets.keys().stream()
            .map(
                key ->
                    wallets.transfer(
                        key,
                        NONCE,
                        prices,
                        key.address(),
                        BigInteger.ONE,
                        Bytes.EMPTY,
                        Wallets.TRANSFER_GAS))
            .toList();
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        calls.forEach(call -> threads.execute(() -> send(call, ledger)));
      }
      Rounds.rest(start, ROUND, goesOn);
    }
  }

  private void send(final SignedTransaction call, final Ledger ledger) {
    final Optional<String> refusal = Sending.refusal(field.external(), call, ledger);
    final boolean relayed = refusal.isEmpty() || refusal.get().contains(REFUSED_BY_MAIN);
    ledger.count(relayed ? "relayed" : "notRelayed", 1);
  }
}
