/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestTransactions;

/** What one sender may take of the pool DB, and all of them together. */
class PgPoolQuotaTest {
  private static final PrivateKey MALLORY = TestTransactions.key(1);
  private static final PrivateKey ALICE = TestTransactions.key(2);
  private static final int DEATHS = 5;
  private static final int SENDER_BYTES = 20_000;
  private static final int ALL_BYTES = 30_000;

  private final MutableClock clock = MutableClock.create();
  private final PgTransactionPool pool =
      PgTransactionPool.open(
          TestDatabases.fresh().config(),
          getClass().getClassLoader(),
          clock,
          1_000,
          new PoolQuota(10, ALL_BYTES, SENDER_BYTES, DEATHS, Duration.ofDays(1)));

  @AfterEach
  void close() {
    pool.close();
  }

  private static SignedTransaction tx(
      final PrivateKey key, final long nonce, final long price, final int dataBytes) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.LEGACY,
            TestTransactions.CHAIN_ID,
            nonce,
            BigInteger.valueOf(price),
            BigInteger.valueOf(price),
            10_000_000,
            Optional.of(ALICE.address()),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, dataBytes)),
        key);
  }

  private void assertRefused(final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> pool.add(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessageStartingWith(text);
    assertThat(pool.find(transaction.hash())).isEmpty();
  }

  @Test
  void whoReplacesWithoutEndHasToWaitAndOthersDoNot() throws Exception {
    long price = 100;
    for (int i = 0; i <= DEATHS; i++) {
      pool.add(tx(MALLORY, 0, price, 0));
      price *= 2;
    }
    final SignedTransaction last = tx(MALLORY, 0, price, 0);
    assertRefused(last, "too many transactions of this sender failed or were replaced");
    assertRefused(tx(MALLORY, 1, price, 0), "too many transactions of this sender");
    assertThatThrownBy(() -> pool.add(tx(MALLORY, 0, 100 << DEATHS, 0)))
        .as("what is there is named all the same")
        .hasMessage("already known");
    pool.add(tx(ALICE, 0, 100, 0));
    clock.advance(PoolQuota.DEATHS_PERIOD);
    pool.add(last);
  }

  /** The same bytes again and again: one row, and still work for the sequencer each time. */
  @Test
  void whoSendsWhatFailsAgainAndAgainHasToWait() throws Exception {
    final SignedTransaction poison = tx(MALLORY, 0, 100, 0);
    for (int i = 0; i < DEATHS; i++) {
      pool.add(poison);
      pool.markInvalid(poison.hash(), "too much for a batch");
    }
    assertThatThrownBy(() -> pool.add(poison))
        .hasMessageStartingWith("too many transactions of this sender failed");
    clock.advance(PoolQuota.DEATHS_PERIOD);
    pool.add(poison);
  }

  @Test
  void aSendersBytesAreLimitedAndSmallTransactionsAlwaysHaveRoom() throws Exception {
    pool.add(tx(MALLORY, 0, 100, 9_000));
    pool.add(tx(MALLORY, 1, 100, 9_000));
    assertRefused(tx(MALLORY, 2, 100, 9_000), "pending transactions of this sender take too many");
    pool.add(tx(MALLORY, 2, 100, 0));
    pool.add(tx(MALLORY, 1, 200, 9_000));
    pool.add(tx(ALICE, 0, 100, 9_000));
  }

  @Test
  void theBytesOfAllFillThePoolToo() throws Exception {
    pool.add(tx(MALLORY, 0, 100, 16_000));
    pool.add(tx(ALICE, 0, 100, 16_000));
    assertRefused(tx(TestTransactions.key(3), 0, 100, 0), "txpool is full");
    pool.markFailed(tx(MALLORY, 0, 100, 16_000).hash(), "gone");
    clock.advance(PendingCount.MAX_AGE);
    pool.add(tx(TestTransactions.key(3), 0, 100, 0));
  }
}
