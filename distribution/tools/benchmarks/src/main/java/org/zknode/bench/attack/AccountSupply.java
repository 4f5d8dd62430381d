/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.PrivateKey;

/**
 * Accounts that are used once, as many as an attack needs however long it is: for each that is
 * taken another one gets its ether. For one thread.
 */
final class AccountSupply {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Longest wait for the ether of an account; then the next one is taken. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Accounts that get their ether for one that is taken, while too few are ready. */
  private static final int CATCH_UP = 4;

  private final JsonRpc node;
  private final PrivateKey purse;
  private final Wallets wallets;
  private final String purpose;
  private final BigInteger wei;
  private final int ahead;
  private int ordered;
  private int next;
  private Optional<Long> nonce = Optional.empty();

  /**
   * @param purpose its keys are those of no other purpose
   * @param wei what each account gets
   * @param ahead so many are ready
   */
  AccountSupply(final Field field, final String purpose, final BigInteger wei, final int ahead) {
    this(field.main(), field.purse(), field.devnet().l2ChainId(), purpose, wei, ahead);
  }

  /**
   * @param purse pays
   */
  AccountSupply(
      final JsonRpc node,
      final PrivateKey purse,
      final long chainId,
      final String purpose,
      final BigInteger wei,
      final int ahead) {
    this.node = node;
    this.purse = purse;
    this.wallets = new Wallets(chainId, node, purpose, ahead);
    this.purpose = purpose;
    this.wei = wei;
    this.ahead = ahead;
  }

  /** Waits until the first ones have their ether. */
  void prepare() {
    wallets.fund(purse, wei);
    ordered = ahead;
  }

  /**
   * An account that nobody has used.
   *
   * @param ledger pays for the one that takes its place
   * @return empty when the time is over
   */
  Optional<PrivateKey> take(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      IntStream.range(0, CATCH_UP).filter(i -> ordered <= next + ahead).forEach(i -> order(ledger));
      final PrivateKey key = Wallets.key(purpose, next++);
      if (hasEther(key, goesOn)) {
        return Optional.of(key);
      }
      // Its transfer is lost, perhaps, and has left a gap.
      nonce = Optional.empty();
    }
    return Optional.empty();
  }

  private boolean hasEther(final PrivateKey key, final BooleanSupplier goesOn) {
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (wallets.balance(key.address()).signum() == 0) {
      if (!goesOn.getAsBoolean() || System.nanoTime() > deadline) {
        return false;
      }
      Pause.of(POLL);
    }
    return true;
  }

  private void order(final Ledger ledger) {
    final long mine = nonce.orElseGet(() -> wallets.nonce(purse.address(), "pending"));
    final boolean taken =
        Sending.send(
            node,
            wallets.transfer(
                purse,
                mine,
                Prices.ask(node),
                Wallets.key(purpose, ordered).address(),
                wei,
                Bytes.EMPTY,
                Wallets.TRANSFER_GAS),
            ledger);
    if (taken) {
      ordered++;
      nonce = Optional.of(mine + 1);
    } else {
      nonce = Optional.empty();
    }
  }
}
