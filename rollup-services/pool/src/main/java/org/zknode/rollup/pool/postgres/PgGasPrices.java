/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.pool.GasPrices;

/** Table pool.gas_price. */
record PgGasPrices(Database database) implements GasPrices {
  @Override
  public void add(final Instant now, final BigInteger price, final Optional<BigInteger> l1Price) {
    database.single(
        handle ->
            handle.execute(
                "INSERT INTO pool.gas_price (suggested_at, price, l1_price) VALUES (?, ?, ?)",
                now,
                price,
                l1Price));
  }

  @Override
  public Suggested read(final Instant from) {
    return database.look(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT (SELECT price FROM pool.gas_price ORDER BY id DESC LIMIT 1) AS newest,
                      (SELECT min(price) FROM pool.gas_price WHERE suggested_at >= :from)
                        AS least_recent
                    """)
                .bind("from", from)
                .mapTo(Suggested.class)
                .one());
  }

  @Override
  public L1Price readL1(final Instant from) {
    return database.look(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT newest.l1_price AS newest,
                      coalesce(newest.suggested_at, 0) AS newest_at_millis,
                      (SELECT min(l1_price) FROM pool.gas_price WHERE suggested_at >= :from)
                        AS least_recent
                    FROM (SELECT) AS one LEFT JOIN (
                      SELECT l1_price, suggested_at FROM pool.gas_price
                        WHERE l1_price IS NOT NULL ORDER BY id DESC LIMIT 1) AS newest ON true
                    """)
                .bind("from", from)
                .mapTo(L1Price.class)
                .one());
  }

  @Override
  public int deleteBefore(final Instant time) {
    return database.single(
        handle ->
            handle.execute(
                "DELETE FROM pool.gas_price WHERE suggested_at < ?"
                    + " AND id < (SELECT max(id) FROM pool.gas_price)"
                    + " AND id <> coalesce("
                    + "(SELECT max(id) FROM pool.gas_price WHERE l1_price IS NOT NULL), 0)",
                time));
  }
}
