/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Each transaction replaces the one before it, behind a nonce gap: work for the pool, and none of
 * them pays. What is replaced counts against its account, so that each one is used once.
 */
final class ReplaceForEver implements Attack {
  /** Accounts that have their ether before they are needed. */
  private static final int READY = 16;

  /** In percent of the price before; wallets and nodes ask for ten. */
  private static final long BUMP = 111;

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger FUNDS = BigInteger.TEN.pow(19);

  private final Field field;
  private final Wallets wallets;
  private final AccountSupply accounts;

  ReplaceForEver(final Field field) {
    this.field = field;
    this.wallets = field.wallets("replace", 0);
    this.accounts = new AccountSupply(field, "replace", FUNDS, READY);
  }

  @Override
  public AttackName name() {
    return AttackName.REPLACE_FOR_EVER;
  }

  @Override
  public String what() {
    return "one account after the other replaces a transaction as often as it can pay for, as fast as"
        + " the node answers";
  }

  @Override
  public void prepare() {
    accounts.prepare();
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      accounts.take(goesOn, ledger).ifPresent(key -> replace(key, goesOn, ledger));
    }
  }

  private void replace(final PrivateKey key, final BooleanSupplier goesOn, final Ledger ledger) {
    final Address account = key.address();
    // Behind a gap, so that none of them is mined while they replace each other.
    final long nonce = wallets.nonce(account, "latest") + 1;
    final BigInteger limit =
        wallets.balance(account).divide(BigInteger.valueOf(2 * Wallets.TRANSFER_GAS));
    Prices prices = Prices.ask(field.main());
    while (goesOn.getAsBoolean() && prices.maxFeePerGas().compareTo(limit) < 0) {
      Sending.send(
          field.main(),
          wallets.transfer(
              key, nonce, prices, account, BigInteger.ONE, Bytes.EMPTY, Wallets.TRANSFER_GAS),
          ledger);
      prices = new Prices(bump(prices.gasPrice()), bump(prices.maxFeePerGas()), bump(prices.tip()));
    }
  }

  private static BigInteger bump(final BigInteger price) {
    return price.multiply(BigInteger.valueOf(BUMP)).divide(HUNDRED).add(BigInteger.ONE);
  }
}
