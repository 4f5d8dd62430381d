/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.database.Transactions;

/** In the state DB. */
public record PgSpendingBook(Transactions database) implements SpendingBook {
  @Override
  public Spent spent(final Purpose purpose, final long day) {
    return database.read(
        handle ->
            handle
                .select(
                    "SELECT gas, wei FROM state.bridge_spending WHERE purpose = ? AND day = ?",
                    purpose.id(),
                    day)
                .map(
                    (row, context) ->
                        new Spent(row.getLong("gas"), row.getBigDecimal("wei").toBigInteger()))
                .findOne()
                .orElse(Spent.NOTHING));
  }

  @Override
  public void add(final Purpose purpose, final long day, final long gas, final BigInteger wei) {
    database.write(
        handle ->
            handle.execute(
                "INSERT INTO state.bridge_spending AS spent (purpose, day, gas, wei)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (purpose, day) DO UPDATE"
                    + " SET gas = spent.gas + excluded.gas, wei = spent.wei + excluded.wei",
                purpose.id(),
                day,
                gas,
                new BigDecimal(wei)));
  }
}
