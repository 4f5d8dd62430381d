/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.devnet.Pause;

/** Well-paying transactions that can never be next, as many as the pool takes. */
final class NonceGaps implements Attack {
  private static final int ACCOUNTS = 24;
  private static final int FIRST_GAP = 2;
  private static final int LAST_GAP = 60;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final Field field;
  private final Wallets wallets;

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
    return "%d accounts fill the pool with transactions behind a nonce gap".formatted(ACCOUNTS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    final List<PrivateKey> keys = wallets.keys();
    final Prices prices = Prices.ask(field.main());
    for (int i = 0; goesOn.getAsBoolean(); i++) {
      final PrivateKey key = keys.get(i % keys.size());
      final long nonce = wallets.nonce(key.address(), "latest");
      for (int gap = FIRST_GAP; gap < LAST_GAP && goesOn.getAsBoolean(); gap++) {
        Sending.send(
            field.main(),
            wallets.transfer(
                key,
                nonce + gap,
                prices,
                key.address(),
                BigInteger.valueOf(i),
                Bytes.EMPTY,
                Wallets.TRANSFER_GAS),
            ledger);
      }
      Pause.of(PERIOD);
    }
  }
}
