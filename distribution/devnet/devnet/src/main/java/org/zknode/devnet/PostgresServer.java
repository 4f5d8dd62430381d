/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

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
import java.util.concurrent.TimeUnit;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.LauncherException;

/** PostgreSQL from embedded binaries, with one database per store. */
final class PostgresServer implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private static final int STOP_SECONDS = 20;

  /** Stops the server when this JVM is gone and could not do it: $1 is the file postmaster.pid. */
  private static final String REAPER =
      """
      trap 'kill -INT $(head -n 1 "$1") 2>/dev/null; exit 0' TERM
      while :; do sleep 3600 & wait $!; done
      """;

  private final Path directory;
  private final ChildProcess reaper;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresServer(
      final EmbeddedPostgres server,
      final Path directory,
      final ChildProcess reaper,
      final int port) {
    this.server = server;
    this.directory = directory;
    this.reaper = reaper;
    this.port = port;
  }

  static PostgresServer start(final Path directory, final int port, final List<String> databases) {
    final PostgresServer result = watched(run(directory, port), directory, port);
    try {
      result.execute("CREATE ROLE %s LOGIN".formatted(DatabaseUsers.NODES));
      databases.forEach(result::createDatabase);
      return result;
    } catch (final RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  private static PostgresServer watched(
      final EmbeddedPostgres server, final Path directory, final int port) {
    try {
      final ChildProcess reaper =
          ChildProcess.start(
              "postgres-reaper",
              directory,
              Map.of(),
              List.of("sh", "-c", REAPER, "reaper", pidFile(directory).toString()));
      return new PostgresServer(server, directory, reaper, port);
    } catch (final LauncherException e) {
      stop(server);
      throw e;
    }
  }

  private static EmbeddedPostgres run(final Path directory, final int port) {
    final Path data = directory.resolve("postgres");
    try {
      Files.createDirectories(directory);
      return EmbeddedPostgres.builder()
          .setPort(port)
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          .setPGStartupWait(START_TIMEOUT)
          .setServerConfig("max_connections", "200")
          // The embedded default may forget the last commits when the server dies.
          .setServerConfig("synchronous_commit", "on")
          .setRegisterShutdownHook(false)
          .start();
    } catch (final IOException | IllegalStateException e) {
      throw new LauncherException(
          "PostgreSQL does not start in %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  private static Path pidFile(final Path directory) {
    return directory.resolve("postgres").resolve("postmaster.pid");
  }

  /**
   * Stops it as a crash would ({@code pg_ctl stop -m immediate}); {@link #startAgain} undoes it.
   */
  void stopImmediately() {
    try {
      final String pid = Files.readAllLines(pidFile(directory)).getFirst().strip();
      final int code = new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
      if (code != 0) {
        throw new LauncherException("PostgreSQL (process %s) cannot be stopped".formatted(pid));
      }
      ProcessHandle.of(Long.parseLong(pid))
          .ifPresent(process -> process.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join());
      // Releases the lock on the data directory.
      server.close();
    } catch (final IOException e) {
      throw new LauncherException("PostgreSQL does not stop: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted while PostgreSQL was being stopped", e);
    }
  }

  /** On the same port and data. */
  void startAgain() {
    server = run(directory, port);
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
    execute("CREATE DATABASE %s OWNER %s".formatted(database, DatabaseUsers.NODES));
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
      stop(server);
    } finally {
      reaper.close();
    }
  }

  private static void stop(final EmbeddedPostgres server) {
    try {
      server.close();
    } catch (final IOException e) {
      throw new LauncherException("PostgreSQL does not stop: " + e.getMessage(), e);
    }
  }
}
