/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

class AccountSupplyTest {
  private static final int READY = 4;
  private static final BigInteger WEI = BigInteger.TEN.pow(18);
  private static final BooleanSupplier ALWAYS = () -> true;

  private final FakeNode node = new FakeNode();
  private final AccountSupply supply =
      new AccountSupply(node.rpc(), Wallets.key("purse"), 1001, "test", WEI, READY);
  private final Ledger ledger = new Ledger(new Thirds(System.nanoTime(), Long.MAX_VALUE / 3));

  @AfterEach
  void close() {
    node.close();
  }

  private Address take() {
    return supply.take(ALWAYS, ledger).orElseThrow().address();
  }

  /** However many were ready at the start. */
  @Test
  void anAttackNeverRunsOutOfAccounts() {
    supply.prepare();
    final Wallets wallets = new Wallets(1001, node.rpc(), "test", 0);
    final Set<Address> taken = new HashSet<>();
    for (int i = 0; i < 20 * READY; i++) {
      final Address account = take();
      assertThat(taken.add(account)).as("account %d is a new one", i).isTrue();
      assertThat(wallets.balance(account)).isEqualTo(WEI);
    }
    assertThat(ledger.takenCount()).as("the attackers pay for them").isEqualTo(20 * READY);
    assertThat(ledger.refusedCount()).isZero();
  }

  @Test
  void whatIsNotTakenIsSentAgain() {
    supply.prepare();
    node.full = true;
    for (int i = 0; i < READY; i++) {
      take();
    }
    node.full = false;
    for (int i = 0; i < 3 * READY; i++) {
      take();
    }
    assertThat(ledger.refusedCount()).isPositive();
  }

  @Test
  void noAccountIsHandedOutWhenTheTimeIsOver() {
    supply.prepare();
    node.loses = true;
    final AtomicInteger asked = new AtomicInteger();
    // Those that are ready, and then looks at one whose ether never comes.
    Optional<PrivateKey> last = Optional.of(Wallets.key("none"));
    int taken = -1;
    while (last.isPresent()) {
      taken++;
      last = supply.take(() -> asked.incrementAndGet() < 2 * READY, ledger);
    }
    assertThat(taken).isBetween(1, READY);
  }
}
