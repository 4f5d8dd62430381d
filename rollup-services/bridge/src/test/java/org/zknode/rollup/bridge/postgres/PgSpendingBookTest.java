/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.bridge.l2.SpendingBook.Purpose;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.testkit.TestStore;

class PgSpendingBookTest {
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static TestStore database;

  @BeforeAll
  static void openDatabase() {
    database = TestStore.open();
  }

  @AfterAll
  static void closeDatabase() {
    database.close();
  }

  @Test
  void eachPurposeHasItsDaysAndASumThatOutlivesTheProcess() {
    final PgStateStore state = (PgStateStore) database.emptied();
    final SpendingBook book = new PgSpendingBook(state.transactions());
    assertThat(book.spent(Purpose.CLAIMS, 20_000)).isEqualTo(Spent.NOTHING);
    book.add(Purpose.CLAIMS, 20_000, 100, ETHER.multiply(ETHER));
    book.add(Purpose.CLAIMS, 20_000, -40, ETHER.negate());
    book.add(Purpose.CLAIMS, 20_001, 7, BigInteger.ONE);
    book.add(Purpose.EXIT_ROOTS, 20_000, 5, BigInteger.TWO);
    final SpendingBook later = new PgSpendingBook(state.transactions());
    assertThat(later.spent(Purpose.CLAIMS, 20_000))
        .isEqualTo(new Spent(60, ETHER.multiply(ETHER).subtract(ETHER)));
    assertThat(later.spent(Purpose.CLAIMS, 20_001)).isEqualTo(new Spent(7, BigInteger.ONE));
    assertThat(later.spent(Purpose.EXIT_ROOTS, 20_000)).isEqualTo(new Spent(5, BigInteger.TWO));
  }
}
