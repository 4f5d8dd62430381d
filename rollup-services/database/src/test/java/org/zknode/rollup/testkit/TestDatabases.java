/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.zknode.rollup.database.DatabaseConfig;

/**
 * Real PostgreSQL for tests: one server per JVM, started at the first use and stopped with the JVM,
 * a fresh and empty database for each call.
 */
public final class TestDatabases {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private TestDatabases() {}

  private static final class Holder {
    static final TestServer SERVER = TestServer.start();
  }

  /**
   * An empty database.
   *
   * @param url JDBC URL
   */
  public record TestDatabase(String url, String user) {
    /** Both the state and the pool schema in this database. */
    public DatabaseConfig config() {
      return new DatabaseConfig(url, Optional.of(url), user, Optional.empty());
    }

    /** A connection outside of any pool. */
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, "");
    }

    /** Executes statements, each on its own. */
    public void execute(final String... statements) {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        for (final String sql : statements) {
          statement.execute(sql);
        }
      } catch (final SQLException e) {
        throw new IllegalStateException("test statement failed: " + e.getMessage(), e);
      }
    }

    /** Refuses new sessions and ends the others, as a server that is down would. */
    public void denyConnections() {
      final String name = url.substring(url.lastIndexOf('/') + 1);
      new TestDatabase(url.substring(0, url.lastIndexOf('/') + 1) + "postgres", user)
          .execute(
              "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                  + name
                  + "'");
    }

    /** Ends every other session of this database, as a crash of the server or network would. */
    public void killConnections() {
      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
  }

  /** A fresh, empty database. */
  public static TestDatabase fresh() {
    return fresh(Holder.SERVER);
  }

  /** The same on a server of one's own. */
  public static TestDatabase fresh(final TestServer server) {
    final String name = "test_" + NEXT.getAndIncrement();
    new TestDatabase(server.url("postgres"), TestServer.USER).execute("CREATE DATABASE " + name);
    return new TestDatabase(server.url(name), TestServer.USER);
  }

  /** The server that all share. */
  public static TestServer server() {
    return Holder.SERVER;
  }
}
