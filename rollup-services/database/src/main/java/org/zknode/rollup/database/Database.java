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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;

/**
 * One PostgreSQL database: a small connection pool and transactions. Failures that may pass are
 * {@link TemporaryException}; others (a broken constraint, an unknown column) are {@link
 * IllegalStateException}, because they are errors of the program or of the data.
 *
 * <p>The URL may name several hosts ({@code jdbc:postgresql://a,b/db}): the one that takes writes
 * is used, and looked for again when it stops to.
 */
public final class Database implements Transactions, AutoCloseable {
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

  /** How long a commit may take to be answered; afterwards it is in doubt. */
  public static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  /** The same for one statement with its commit, which may have work to do before. */
  public static final Duration SINGLE_TIMEOUT = Duration.ofSeconds(10);

  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  /**
   * A commit that the server may forget when it dies is none for us: what users were told is kept
   * is kept. Servers that wait for more than their own disk (remote_apply) are left to it.
   */
  private static final String DURABLE_COMMITS =
      "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
          + " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

  /** Set in the session, since poolers leave parameters of the connection out. */
  private static final String TIME_LIMITS =
      ", set_config('statement_timeout', '%d', false), set_config('lock_timeout', '%d', false),"
          + " set_config('idle_in_transaction_session_timeout', '%d', false)";

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final String name;
  private final PGSimpleDataSource source;
  private final HikariDataSource pool;
  private final CommitDoubt doubt;
  private final Jdbi jdbi;
  private final LookConnection looks;
  private volatile CallTimes times;

  /** Those outside of the pool that are open, as far as this knows. */
  private final Set<Connection> dedicated = ConcurrentHashMap.newKeySet();

  private Database(
      final String name, final PGSimpleDataSource source, final HikariDataSource pool) {
    this.name = name;
    this.source = source;
    this.pool = pool;
    this.doubt = new CommitDoubt(name, source);
    this.jdbi = Jdbi.create(pool).installPlugin(new ValueTypes());
    this.jdbi.setTransactionHandler(new BoundedCommits(COMMIT_TIMEOUT));
    this.looks = new LookConnection(source, sessionSettings(source));
    this.times = new CallTimes(Metrics.none(), name);
  }

  /**
   * Its calls are measured from now on.
   *
   * @param label of this database among those of a node, for instance {@code state}
   */
  public Database measured(final Metrics metrics, final String label) {
    times = new CallTimes(metrics, label);
    return this;
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param name for messages, for instance {@code state DB}
   * @param url {@code jdbc:postgresql://host:port/database}
   * @param migrations what the schema must be
   * @throws IllegalArgumentException the URL is not one of PostgreSQL, or a connection pooler is in
   *     between that does not keep sessions
   * @throws TemporaryException the database cannot be reached, or the user lacks a right
   * @throws org.zknode.rollup.service.CriticalException the schema is not the one of this version
   */
  public static Database open(
      final String name,
      final String url,
      final String user,
      final Optional<String> password,
      final Migrations migrations) {
    final PGSimpleDataSource plain = source(name, url, user, password);
    try {
      SessionProbe.requireSessions(name, plain);
    } catch (final SQLException e) {
      throw DatabaseErrors.translate(name, user, e);
    }
    migrations.run(name, user, plain);
    final PGSimpleDataSource source = source(name, url, user, password);
    source.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    final HikariConfig config = new HikariConfig();
    config.setPoolName("zknode " + name);
    config.setDataSource(source);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // A database that goes away right after the migrations is the first query's problem.
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(sessionSettings(source));
    return new Database(name, source, new HikariDataSource(config));
  }

  private static String sessionSettings(final PGSimpleDataSource source) {
    // Options in the URL are the operator's own limits.
    return source.getOptions() != null
        ? DURABLE_COMMITS
        : DURABLE_COMMITS
            + TIME_LIMITS.formatted(
                STATEMENT_TIMEOUT.toMillis(),
                LOCK_TIMEOUT.toMillis(),
                IDLE_TRANSACTION_TIMEOUT.toMillis());
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
    if (source.getServerNames().length > 1 && !url.contains("targetServerType")) {
      // Every node writes: a standby among the hosts is there for the time when it is none any
      // more.
      source.setTargetServerType("primary");
    }
    return source;
  }

  /**
   * Runs the work in a transaction on one snapshot of the database; it must not write. Must not be
   * called from within another transaction's work.
   */
  @Override
  public <T> T read(final Function<Handle, T> work) {
    return times.read(
        () ->
            transaction(
                handle -> {
                  handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                  return work.apply(handle);
                }));
  }

  /**
   * Runs the work in a transaction that commits when it returns and rolls back when it throws. When
   * the connection is lost during the commit, the exception leaves open whether it took effect.
   */
  @Override
  public <T> T write(final Function<Handle, T> work) {
    return times.write(() -> transaction(work));
  }

  /**
   * Runs one statement in a transaction of its own, which is one round trip instead of three. The
   * same about a lost connection holds as for {@link #write}.
   */
  public <T> T single(final Function<Handle, T> statement) {
    return times.single(() -> once(statement));
  }

  private <T> T once(final Function<Handle, T> statement) {
    try {
      return jdbi.withHandle(
          handle -> BoundedCommits.within(SINGLE_TIMEOUT, handle, () -> statement.apply(handle)));
    } catch (final BoundedCommits.Unanswered e) {
      throw doubt.explain(e, SINGLE_TIMEOUT);
    } catch (final JdbiException e) {
      throw failed(e);
    }
  }

  /**
   * Runs one statement in a transaction of its own, for what is asked every second or two. It is
   * exactly one round trip: the connection is one of its own and not tested first. When it turns
   * out to be broken, the statement is run again as by {@link #single}, so it must be one that may
   * be repeated.
   */
  public <T> T look(final Function<Handle, T> statement) {
    return times.look(
        () -> {
          try {
            return looks.run(statement).orElseGet(() -> once(statement));
          } catch (final BoundedCommits.Unanswered e) {
            throw doubt.explain(e, SINGLE_TIMEOUT);
          }
        });
  }

  private <T> T transaction(final Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (final BoundedCommits.Unanswered e) {
      throw doubt.explain(e, COMMIT_TIMEOUT);
    } catch (final JdbiException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(final JdbiException e) {
    if (DatabaseErrors.kind(e).leadsAstray()) {
      reconnect(e.getMessage());
    }
    return translate(e);
  }

  /** Connections that are open lead to the wrong server, or remember what is not so any more. */
  private void reconnect(final String why) {
    LOG.info("{}: connecting again, because: {}", name, why);
    looks.renew();
    if (pool.getHikariPoolMXBean() != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    dedicated.removeIf(
        connection -> {
          try {
            connection.abort(Runnable::run);
          } catch (final SQLException e) {
            LOG.debug("{}: ending a connection failed", name, e);
          }
          return true;
        });
  }

  /**
   * What a failure on a {@link #dedicatedConnection} means.
   *
   * @return {@link TemporaryException} or {@link IllegalStateException}
   */
  public RuntimeException translate(final Throwable failure) {
    return DatabaseErrors.translate(name, source.getUser(), failure);
  }

  /**
   * A connection outside of the pool, without time limits, for a session-wide lock or LISTEN. It is
   * ended when the server turns out to be no primary any more.
   *
   * @throws TemporaryException the database cannot be reached
   */
  public Connection dedicatedConnection() {
    try {
      final Connection connection = source.getConnection();
      connection.setNetworkTimeout(Runnable::run, 0);
      dedicated.removeIf(Database::isClosed);
      dedicated.add(connection);
      return connection;
    } catch (final SQLException e) {
      throw translate(e);
    }
  }

  private static boolean isClosed(final Connection connection) {
    try {
      return connection.isClosed();
    } catch (final SQLException e) {
      LOG.debug("a connection does not say whether it is closed", e);
      return true;
    }
  }

  /** The name for messages. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    looks.close();
    pool.close();
  }
}
