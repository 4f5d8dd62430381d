/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.zknode.rollup.database.DatabaseConfig;

/** Real PostgreSQL: one server per JVM (it ends with it), a fresh database for each call. */
final class Databases {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private Databases() {}

  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (final IOException e) {
        throw new UncheckedIOException("embedded PostgreSQL does not start", e);
      }
    }
  }

  static DatabaseConfig fresh() {
    final String name = "l1_" + NEXT.getAndIncrement();
    try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (final SQLException e) {
      throw new IllegalStateException("no test database: " + e.getMessage(), e);
    }
    return new DatabaseConfig(
        Holder.SERVER.getJdbcUrl("postgres", name), Optional.empty(), "postgres", Optional.empty());
  }
}
