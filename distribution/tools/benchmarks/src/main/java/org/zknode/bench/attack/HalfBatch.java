/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Calls that cost little gas and need half of what a batch has of one resource: of each two the
 * second does not fit. An engine that counts nothing but gas does not mind.
 */
final class HalfBatch implements Attack {
  private static final int ACCOUNTS = 40;

  /** Transactions of each account that wait. */
  private static final int WAITING = 3;

  /** SHA256 of {@link #BYTES} bytes of memory, 161 compressions. */
  static final Bytes HASH = Bytes.fromHexString("0x5f5f6128005f60025afa50");

  /** 805 of the 1,596 compressions that {@code ResourceLimits.DEFAULT} gives a batch. */
  static final int HASHES = 5;

  /** 0x2800 in {@link #HASH}. */
  static final int BYTES = 10_240;

  private static final long GAS = 60_000;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(19);
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final Field field;
  private final Wallets wallets;
  private final Map<PrivateKey, Long> next = new HashMap<>();
  private Address contract;

  HalfBatch(final Field field) {
    this.field = field;
    this.wallets = field.wallets("half batch", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.HALF_BATCH;
  }

  @Override
  public String what() {
    return "%d accounts have %d calls each waiting that need half of a batch's hashes for 43,000 gas"
        .formatted(ACCOUNTS, WAITING);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
    contract =
        Creation.of(
            field.main(),
            wallets,
            wallets.keys().getFirst(),
            Bytes.concatenate(Collections.nCopies(HASHES, HASH).toArray(Bytes[]::new)));
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final Prices wallet = Prices.ask(field.main());
      // More than everybody else offers, so that they are chosen first.
      final Prices high =
          new Prices(
              wallet.gasPrice(), wallet.maxFeePerGas().shiftLeft(1), wallet.tip().shiftLeft(1));
      for (final PrivateKey key : wallets.keys()) {
        if (goesOn.getAsBoolean()) {
          topUp(key, high, ledger);
        }
      }
      Rounds.rest(start, PERIOD, goesOn);
    }
  }

  private void topUp(final PrivateKey key, final Prices prices, final Ledger ledger) {
    final long included = wallets.nonce(key.address(), "latest");
    long nonce = Math.max(included, next.getOrDefault(key, included));
    while (nonce < included + WAITING && call(key, nonce, prices, ledger)) {
      nonce++;
    }
    next.put(key, nonce);
  }

  private boolean call(
      final PrivateKey key, final long nonce, final Prices prices, final Ledger ledger) {
    return Sending.send(
        field.main(),
        wallets.transfer(key, nonce, prices, contract, BigInteger.ZERO, Bytes.EMPTY, GAS),
        ledger);
  }
}
