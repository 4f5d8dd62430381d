/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.zknode.rollup.database.DatabaseConfig;

/** Real PostgreSQL with a database for each node; the test itself has a user of its own. */
final class Databases implements AutoCloseable {
  private static final String NODE_USER = "node";
  private static final String OBSERVER = "postgres";

  private final EmbeddedPostgres server;

  Databases() {
    try {
      server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (final IOException e) {
      throw new UncheckedIOException("embedded PostgreSQL does not start", e);
    }
    execute("CREATE ROLE " + NODE_USER + " SUPERUSER LOGIN");
  }

  /** For a node. */
  DatabaseConfig create(final String name, final boolean withPool) {
    execute("CREATE DATABASE " + name);
    final String url = server.getJdbcUrl(NODE_USER, name);
    return new DatabaseConfig(
        plain(url),
        withPool ? Optional.of(plain(url)) : Optional.empty(),
        NODE_USER,
        Optional.empty());
  }

  /** For the test, whose sessions live on when a node dies. */
  DatabaseConfig observe(final DatabaseConfig node) {
    return new DatabaseConfig(node.stateUrl(), node.poolUrl(), OBSERVER, Optional.empty());
  }

  private static String plain(final String url) {
    return url.substring(0, url.indexOf('?'));
  }

  /** What the server sees when a process dies: all its sessions end, whatever they do. */
  void cutSessions(final String name) {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND usename = '%s'"
            .formatted(name, NODE_USER));
  }

  /** Time passes until nobody takes the dead process for alive; by the server's clock, seconds. */
  void passOver(final String name) {
    execute(name, "UPDATE state.writer_heartbeat SET alive_until = '-infinity'");
  }

  /** Deletes all that a node's state DB knows. */
  void loseState(final String name) {
    execute(
        name,
        """
        DO $$
        DECLARE t text;
        BEGIN
          -- What hangs on L1's blocks refers to batches.
          DELETE FROM state.l1_block;
          FOR t IN SELECT tablename FROM pg_tables
                   WHERE schemaname = 'state' AND tablename NOT LIKE 'flyway%' LOOP
            EXECUTE 'DELETE FROM state.' || quote_ident(t);
          END LOOP;
        END $$\
        """);
  }

  private void execute(final String sql) {
    execute("postgres", sql);
  }

  /** As an operator with a SQL client, or whoever got hold of one. */
  synchronized void execute(final String database, final String sql) {
    try (Connection connection =
            DriverManager.getConnection(server.getJdbcUrl(OBSERVER, database));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (final SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** The first column of the only row; empty when there is none. */
  Optional<String> find(final String database, final String sql) {
    try (Connection connection =
            DriverManager.getConnection(server.getJdbcUrl(OBSERVER, database));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    } catch (final SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
