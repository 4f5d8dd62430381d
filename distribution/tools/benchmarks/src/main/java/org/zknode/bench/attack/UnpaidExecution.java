/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Calls that use more of a metered resource than a whole batch has: they are executed, thrown away
 * and cost nothing. Sent again with another value as soon as they are dropped; who did it too often
 * is put back, so that new accounts come in addition.
 */
final class UnpaidExecution implements Attack {
  private static final int ACCOUNTS = 40;
  private static final int NEW_ACCOUNTS = 2;

  /** New accounts that have their ether before they are needed. */
  private static final int READY = 8 * NEW_ACCOUNTS;

  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration ROUND = Duration.ofMillis(500);

  private final Field field;
  private final Wallets wallets;
  private final AccountSupply fresh;
  private Address contract;
  private long round = 1;

  UnpaidExecution(final Field field) {
    this.field = field;
    this.wallets = field.wallets("unpaid execution", ACCOUNTS);
    this.fresh = new AccountSupply(field, "unpaid execution once", FUNDS, READY);
  }

  @Override
  public AttackName name() {
    return AttackName.UNPAID_EXECUTION;
  }

  @Override
  public String what() {
    return "%d accounts, and %d new ones each time, call a loop that needs more than a batch has"
        .formatted(ACCOUNTS, NEW_ACCOUNTS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
    fresh.prepare();
    contract = Creation.of(field.main(), wallets, wallets.keys().getFirst(), Creation.HASH_LOOP);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final List<PrivateKey> keys = new ArrayList<>(wallets.keys());
      for (int i = 0; i < NEW_ACCOUNTS; i++) {
        fresh.take(goesOn, ledger).ifPresent(keys::add);
      }
      final BigInteger value = BigInteger.valueOf(round++);
      final BigInteger gasPrice = price();
      final List<Runnable> calls = new ArrayList<>();
      for (final PrivateKey key : keys) {
        calls.add(() -> call(key, gasPrice, value, ledger));
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        calls.forEach(threads::execute);
      }
      Rounds.rest(start, ROUND, goesOn);
    }
  }

  private BigInteger price() {
    try {
      return Prices.ask(field.main()).gasPrice();
    } catch (final LauncherException busy) {
      return BigInteger.TEN.pow(9);
    }
  }

  private void call(
      final PrivateKey key,
      final BigInteger gasPrice,
      final BigInteger value,
      final Ledger ledger) {
    Sending.send(
        field.main(),
        wallets.legacy(
            key,
            wallets.nonce(key.address(), "latest"),
            gasPrice,
            Optional.of(contract),
            value,
            Bytes.EMPTY,
            Devnet.BLOCK_GAS_LIMIT - 100_000),
        ledger);
  }
}
