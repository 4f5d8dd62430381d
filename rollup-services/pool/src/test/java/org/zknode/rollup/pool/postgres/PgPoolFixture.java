/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

/** A pool on a database of its own, and transactions for it. */
abstract class PgPoolFixture {
  static final PrivateKey ALICE = TestTransactions.key(1);
  static final PrivateKey BOB = TestTransactions.key(2);

  final TestDatabase database = TestDatabases.fresh();
  final MutableClock clock = MutableClock.create();
  PgTransactionPool pool;

  @BeforeEach
  void open() {
    pool = open(100);
  }

  PgTransactionPool open(final int maxPending) {
    return PgTransactionPool.open(
        database.config(), getClass().getClassLoader(), clock, maxPending);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  static SignedTransaction tx(final PrivateKey key, final long nonce, final long price) {
    return TestTransactions.transfer(
        key, nonce, BOB.address(), BigInteger.valueOf(price), BigInteger.valueOf(price));
  }

  void assertRefused(final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> pool.add(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
  }

  String status(final SignedTransaction transaction) {
    return pool.find(transaction.hash()).orElseThrow().status();
  }
}
