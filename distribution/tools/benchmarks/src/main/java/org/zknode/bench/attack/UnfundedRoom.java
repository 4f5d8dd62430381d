/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Large transactions that wait behind one that spends everything which was to pay for them: they
 * take the room of a batch and cannot be included.
 */
final class UnfundedRoom implements Attack {
  /** Accounts that have their ether before they are needed. */
  private static final int READY = 4;

  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final int FIRST_BYTES = 90_000;
  private static final int SECOND_BYTES = 19_500;

  /** Least gas of that much data that is not zero (EIP-7623), and the call itself. */
  private static final long GAS_PER_BYTE = 40;

  private static final Address SINK = Wallets.key("bench-attack sink").address();
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Field field;
  private final Wallets wallets;
  private final AccountSupply accounts;

  UnfundedRoom(final Field field) {
    this.field = field;
    this.wallets = field.wallets("unfunded room", 0);
    this.accounts = new AccountSupply(field, "unfunded room", FUNDS, READY);
  }

  @Override
  public AttackName name() {
    return AttackName.UNFUNDED_ROOM;
  }

  @Override
  public String what() {
    return "accounts that send all they have away before two transactions of %d and %d bytes"
        .formatted(FIRST_BYTES, SECOND_BYTES);
  }

  @Override
  public void prepare() {
    accounts.prepare();
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      accounts.take(goesOn, ledger).ifPresent(key -> attack(key, ledger));
      Rounds.rest(start, PERIOD, goesOn);
    }
  }

  private void attack(final PrivateKey key, final Ledger ledger) {
    final long nonce = wallets.nonce(key.address(), "latest");
    final Prices wallet = Prices.ask(field.main());
    // More than everybody else offers, so that they are chosen first.
    final Prices high =
        new Prices(
            wallet.gasPrice(), wallet.maxFeePerGas().shiftLeft(1), wallet.tip().shiftLeft(1));
    large(key, nonce + 1, high, FIRST_BYTES, ledger);
    large(key, nonce + 2, high, SECOND_BYTES, ledger);
    final BigInteger fee = high.maxFeePerGas().multiply(BigInteger.valueOf(Wallets.TRANSFER_GAS));
    final BigInteger all = wallets.balance(key.address()).subtract(fee);
    if (all.signum() > 0) {
      Sending.send(
          field.main(),
          wallets.transfer(key, nonce, high, SINK, all, Bytes.EMPTY, Wallets.TRANSFER_GAS),
          ledger);
    }
  }

  private void large(
      final PrivateKey key,
      final long nonce,
      final Prices prices,
      final int bytes,
      final Ledger ledger) {
    Sending.send(
        field.main(),
        wallets.transfer(
            key,
            nonce,
            prices,
            SINK,
            BigInteger.ZERO,
            Bytes.repeat((byte) 0xa5, bytes),
            Wallets.TRANSFER_GAS + GAS_PER_BYTE * bytes),
        ledger);
  }
}
