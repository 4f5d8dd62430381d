/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Pause;
import org.zknode.eth.PrivateKey;

/** Well-paying transactions that can never be next, as many as the pool takes. */
final class NonceGaps implements Attack {
  /** A pool has {@code PoolConfig.DEFAULT_MAX_PENDING} places, 10,000: more than enough. */
  private static final int ACCOUNTS = 180;

  private static final int SENDERS = 4;
  private static final int FIRST_GAP = 2;
  private static final int LAST_GAP = 60;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);

  /** After a refusal: a node that only refuses is no attack on anything but its processor. */
  private static final Duration REFUSED = Duration.ofMillis(20);

  private final Field field;
  private final Wallets wallets;
  private final AtomicInteger round = new AtomicInteger();

  NonceGaps(final Field field) {
    this.field = field;
    this.wallets = field.wallets("nonce gaps", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.NONCE_GAPS;
  }

  @Override
  public String what() {
    return "%d accounts fill the pool with %d transactions behind a nonce gap, again and again"
        .formatted(ACCOUNTS, ACCOUNTS * (LAST_GAP - FIRST_GAP));
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    final Prices prices = Prices.ask(field.main());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SENDERS; i++) {
        threads.execute(() -> fill(prices, goesOn, ledger));
      }
    }
  }

  private void fill(final Prices prices, final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final int mine = round.getAndIncrement();
      final PrivateKey key = wallets.keys().get(mine % ACCOUNTS);
      final long nonce = wallets.nonce(key.address(), "latest");
      for (int gap = FIRST_GAP; gap < LAST_GAP && goesOn.getAsBoolean(); gap++) {
        final boolean taken =
            Sending.send(
                field.main(),
                wallets.transfer(
                    key,
                    nonce + gap,
                    prices,
                    key.address(),
                    BigInteger.valueOf(mine),
                    Bytes.EMPTY,
                    Wallets.TRANSFER_GAS),
                ledger);
        if (!taken) {
          Pause.of(REFUSED);
        }
      }
    }
  }
}
