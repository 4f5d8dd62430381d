/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Chains of transactions of which each can be paid alone: the first takes everything that its
 * account has, and what is behind it keeps its places in the pool and can never run.
 */
final class NeverRunningRows implements Attack {
  /** Accounts that send at a time. */
  private static final int PER_ROUND = 2;

  /** Accounts that have their ether before they are needed. */
  private static final int READY = 24;

  /** {@code PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER}. */
  private static final int CHAIN = 64;

  private static final BigInteger FUNDS = BigInteger.TEN.pow(17);
  private static final Address SINK = Wallets.key("bench-attack sink").address();
  private static final Duration PERIOD = Duration.ofMillis(400);

  private final Field field;
  private final Wallets wallets;
  private final AccountSupply accounts;

  NeverRunningRows(final Field field) {
    this.field = field;
    this.wallets = field.wallets("never running", 0);
    this.accounts = new AccountSupply(field, "never running", FUNDS, READY);
  }

  @Override
  public AttackName name() {
    return AttackName.NEVER_RUNNING_ROWS;
  }

  @Override
  public String what() {
    return "new accounts send %d transactions each that can all be paid alone; the first takes everything"
        .formatted(CHAIN);
  }

  @Override
  public void prepare() {
    accounts.prepare();
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final List<PrivateKey> keys = new ArrayList<>();
      for (int i = 0; i < PER_ROUND; i++) {
        accounts.take(goesOn, ledger).ifPresent(keys::add);
      }
      final Prices prices = Prices.ask(field.main());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        keys.forEach(key -> threads.execute(() -> chain(key, prices, goesOn, ledger)));
      }
      Rounds.rest(start, PERIOD, goesOn);
    }
  }

  private void chain(
      final PrivateKey key,
      final Prices prices,
      final BooleanSupplier goesOn,
      final Ledger ledger) {
    final BigInteger all =
        FUNDS.subtract(prices.maxFeePerGas().multiply(BigInteger.valueOf(Wallets.TRANSFER_GAS)));
    boolean taken = all.signum() > 0;
    // What comes after a refusal would be behind a gap, or cannot be paid any more.
    for (int nonce = 0; nonce < CHAIN && taken && goesOn.getAsBoolean(); nonce++) {
      taken =
          Sending.send(
              field.main(),
              wallets.transfer(key, nonce, prices, SINK, all, Bytes.EMPTY, Wallets.TRANSFER_GAS),
              ledger);
    }
  }
}
