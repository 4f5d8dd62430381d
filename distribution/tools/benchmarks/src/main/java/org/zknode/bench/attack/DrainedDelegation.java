/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Devnet;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/**
 * Accounts with waiting transactions that one transaction of somebody else delegates to code which
 * sends their ether away (EIP-7702): all that wait cannot be paid any more.
 */
final class DrainedDelegation implements Attack {
  private static final int PER_ROUND = 4;

  /** Victims that have their ether before they are needed. */
  private static final int READY = 3 * PER_ROUND;

  private static final int WAITING = 8;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(17);
  private static final BigInteger DRAINER_FUNDS = BigInteger.TEN.pow(20);
  private static final Duration PERIOD = Duration.ofSeconds(4);
  private static final long GAS = 300_000;

  /** CALL(gas, caller, selfbalance, no data): whoever calls the account gets all of its ether. */
  private static final Bytes DRAIN = Bytes.fromHexString("0x5f5f5f5f47335af100");

  private final Field field;
  private final Wallets wallets;
  private final AccountSupply victims;
  private final PrivateKey drainer;
  private Address code;

  DrainedDelegation(final Field field) {
    this.field = field;
    this.wallets = field.wallets("drainer", 1);
    this.victims = new AccountSupply(field, "drained", FUNDS, READY);
    this.drainer = wallets.keys().getFirst();
  }

  @Override
  public AttackName name() {
    return AttackName.DRAINED_DELEGATION;
  }

  @Override
  public String what() {
    return "accounts with %d waiting transactions each are drained by code they delegated to"
        .formatted(WAITING);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), DRAINER_FUNDS);
    victims.prepare();
    code = Creation.of(field.main(), wallets, drainer, DRAIN);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      for (int i = 0; i < PER_ROUND; i++) {
        victims.take(goesOn, ledger).ifPresent(victim -> round(victim, ledger));
      }
      Rounds.rest(start, PERIOD, goesOn);
    }
  }

  private void round(final PrivateKey victim, final Ledger ledger) {
    final Prices prices = Prices.ask(field.main());
    final long nonce = wallets.nonce(victim.address(), "latest");
    // The authorization uses the next nonce up; the transactions behind it wait for it.
    for (int i = 1; i <= WAITING; i++) {
      Sending.send(
          field.main(),
          wallets.transfer(
              victim,
              nonce + i,
              prices,
              victim.address(),
              BigInteger.ONE,
              Bytes.EMPTY,
              Wallets.TRANSFER_GAS),
          ledger);
    }
    Sending.send(
        field.main(),
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.SET_CODE,
                Devnet.L2_CHAIN_ID,
                wallets.nonce(drainer.address(), "pending"),
                prices.maxFeePerGas(),
                prices.tip(),
                GAS,
                Optional.of(victim.address()),
                BigInteger.ZERO,
                Bytes.EMPTY),
            List.of(Authorization.sign(Devnet.L2_CHAIN_ID, code, nonce, victim)),
            drainer),
        ledger);
  }
}
