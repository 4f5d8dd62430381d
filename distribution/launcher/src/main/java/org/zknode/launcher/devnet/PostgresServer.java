/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.devnet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.process.ChildProcess;

/** PostgreSQL from embedded binaries, with one database per store. */
final class PostgresServer implements AutoCloseable {
  static final String USER = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /** Stops the server when this JVM is gone and could not do it: $1 is the file postmaster.pid. */
  private static final String REAPER =
      """
      trap 'kill -INT $(head -n 1 "$1") 2>/dev/null; exit 0' TERM
      while :; do sleep 3600 & wait $!; done
      """;

  private final EmbeddedPostgres server;
  private final ChildProcess reaper;
  private final int port;

  private PostgresServer(final EmbeddedPostgres server, final ChildProcess reaper, final int port) {
    this.server = server;
    this.reaper = reaper;
    this.port = port;
  }

  static PostgresServer start(final Path directory, final int port, final List<String> databases) {
    final Path data = directory.resolve("postgres");
    final EmbeddedPostgres server;
    try {
      Files.createDirectories(directory);
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPGStartupWait(START_TIMEOUT)
              .setServerConfig("max_connections", "200")
              .setRegisterShutdownHook(false)
              .start();
    } catch (final IOException | IllegalStateException e) {
      throw new LauncherException(
          "PostgreSQL does not start in %s: %s".formatted(data, e.getMessage()), e);
    }
    final ChildProcess reaper =
        ChildProcess.start(
            "postgres-reaper",
            directory,
            Map.of(),
            List.of("sh", "-c", REAPER, "reaper", data.resolve("postmaster.pid").toString()));
    final PostgresServer result = new PostgresServer(server, reaper, port);
    databases.forEach(result::createDatabase);
    return result;
  }

  String url(final String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Ports.HOST, port, database);
  }

  /** Drops and creates again. */
  void recreateDatabase(final String database) {
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database));
    createDatabase(database);
  }

  private void createDatabase(final String database) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(database))) {
      if (found.next()) {
        return;
      }
    } catch (final SQLException e) {
      throw new LauncherException("PostgreSQL does not answer: " + e.getMessage(), e);
    }
    execute("CREATE DATABASE " + database);
  }

  private void execute(final String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (final SQLException e) {
      throw new LauncherException("PostgreSQL refused '%s': %s".formatted(sql, e.getMessage()), e);
    }
  }

  boolean isAlive() {
    try (Connection connection = server.getPostgresDatabase().getConnection()) {
      return connection.isValid(1);
    } catch (final SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (final IOException e) {
      throw new LauncherException("PostgreSQL does not stop: " + e.getMessage(), e);
    } finally {
      reaper.close();
    }
  }
}
