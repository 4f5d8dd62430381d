/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.zknode.rollup.service.TemporaryException;

/**
 * One PostgreSQL database: a small connection pool and transactions. Failures that may pass are
 * {@link TemporaryException}; others (a broken constraint, an unknown column) are {@link
 * IllegalStateException}, because they are errors of the program or of the data.
 */
public final class Database implements AutoCloseable {
  /** Connections of one pool; a node's roles are few and their transactions short. */
  public static final int MAX_CONNECTIONS = 8;

  /** How long a caller waits for a connection: shorter than any role's patience. */
  public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  /** A statement that takes longer is cancelled by the server. */
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

  /** Waiting for another transaction's lock. */
  public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  /** An open transaction that does nothing is ended by the server. */
  public static final Duration IDLE_TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

  /** Silence of the server; longer than a statement may take, so that it only ends dead lines. */
  public static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  /**
   * A commit that the server may forget when it dies is none for us: what users were told is kept
   * is kept. Servers that wait for more than their own disk (remote_apply) are left to it.
   */
  private static final String DURABLE_COMMITS =
      "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') = 'off'";

  private final String name;
  private final PGSimpleDataSource source;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(
      final String name, final PGSimpleDataSource source, final HikariDataSource pool) {
    this.name = name;
    this.source = source;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param name for messages, for instance {@code state DB}
   * @param url {@code jdbc:postgresql://host:port/database}
   * @param migrations what the schema must be
   * @throws IllegalArgumentException the URL is not one of PostgreSQL
   * @throws TemporaryException the database cannot be reached
   * @throws org.zknode.rollup.service.CriticalException the schema is not the one of this version
   */
  public static Database open(
      final String name,
      final String url,
      final String user,
      final Optional<String> password,
      final Migrations migrations) {
    final PGSimpleDataSource plain = source(name, url, user, password);
    migrations.run(name, plain);
    final PGSimpleDataSource source = source(name, url, user, password);
    if (source.getOptions() == null) {
      source.setOptions(
          "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d"
              .formatted(
                  STATEMENT_TIMEOUT.toMillis(),
                  LOCK_TIMEOUT.toMillis(),
                  IDLE_TRANSACTION_TIMEOUT.toMillis()));
    }
    source.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    final HikariConfig config = new HikariConfig();
    config.setPoolName("zknode " + name);
    config.setDataSource(source);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // A database that goes away right after the migrations is the first query's problem.
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(DURABLE_COMMITS);
    return new Database(name, source, new HikariDataSource(config));
  }

  private static PGSimpleDataSource source(
      final String name, final String url, final String user, final Optional<String> password) {
    final PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "URL of the %s is not like jdbc:postgresql://host:port/database: %s"
              .formatted(name, DatabaseErrors.withoutParameters(url)),
          e);
    }
    source.setUser(user);
    password.ifPresent(source::setPassword);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setLoginTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("zknode");
    return source;
  }

  /**
   * Runs the work in a transaction on one snapshot of the database; it must not write. Must not be
   * called from within another transaction's work.
   */
  public <T> T read(final Function<Handle, T> work) {
    return transaction(
        handle -> {
          handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          return work.apply(handle);
        });
  }

  /**
   * Runs the work in a transaction that commits when it returns and rolls back when it throws. When
   * the connection is lost during the commit, the exception leaves open whether it took effect.
   */
  public <T> T write(final Function<Handle, T> work) {
    return transaction(work);
  }

  /**
   * Runs one statement in a transaction of its own, which is one round trip instead of three. The
   * same about a lost connection holds as for {@link #write}.
   */
  public <T> T single(final Function<Handle, T> statement) {
    try {
      return jdbi.withHandle(statement::apply);
    } catch (final JdbiException e) {
      throw DatabaseErrors.translate(name, e);
    }
  }

  private <T> T transaction(final Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (final JdbiException e) {
      throw DatabaseErrors.translate(name, e);
    }
  }

  /**
   * A connection outside of the pool, without time limits, for a session-wide lock or LISTEN.
   *
   * @throws TemporaryException the database cannot be reached
   */
  public Connection dedicatedConnection() {
    try {
      final Connection connection = source.getConnection();
      connection.setNetworkTimeout(Runnable::run, 0);
      return connection;
    } catch (final SQLException e) {
      throw DatabaseErrors.translate(name, e);
    }
  }

  /** The name for messages. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    pool.close();
  }
}
