/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.database.Database;

/** LISTEN on a connection of its own, made at the first wait and again after it was lost. */
final class NewTransactionListener implements AutoCloseable {
  /** The channel on which each insert notifies. */
  static final String CHANNEL = "zknode_pool_transaction";

  /** How often the pool is looked at when no notification comes; one round trip. */
  static final Duration LOOK = Duration.ofSeconds(20);

  /** How long the answer to that may take. */
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(NewTransactionListener.class);

  private final Database database;
  private volatile Connection connection;
  private volatile boolean closed;

  /** Of the thread that waits. */
  private long lookedAtNanos;

  NewTransactionListener(final Database database) {
    this.database = database;
  }

  boolean await(final Duration timeout) {
    final Connection current = connection;
    try {
      if (current == null) {
        listen();
        return true;
      }
      // 0 would wait for ever.
      final int millis = (int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
      final PGNotification[] seen = current.unwrap(PGConnection.class).getNotifications(millis);
      return seen != null && seen.length > 0 || isLookDue() && hasPending(current);
    } catch (final SQLException e) {
      connection = null;
      closeQuietly(current);
      if (closed) {
        return false;
      }
      throw database.translate(e);
    }
  }

  private boolean isLookDue() {
    return System.nanoTime() - lookedAtNanos >= LOOK.toNanos();
  }

  /** Also whether the server is there: a line that is dead brings no notifications. */
  private boolean hasPending(final Connection current) throws SQLException {
    lookedAtNanos = System.nanoTime();
    current.setNetworkTimeout(Runnable::run, (int) LOOK_LIMIT.toMillis());
    try (Statement statement = current.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM pool.transaction WHERE status = 'pending')")) {
      row.next();
      return row.getBoolean(1);
    } finally {
      current.setNetworkTimeout(Runnable::run, 0);
    }
  }

  private void listen() throws SQLException {
    final Connection fresh = database.dedicatedConnection();
    try (Statement statement = fresh.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    } catch (final SQLException e) {
      closeQuietly(fresh);
      throw e;
    }
    connection = fresh;
    // What came in while nobody listened was told to nobody.
    lookedAtNanos = System.nanoTime() - LOOK.toNanos();
    if (closed) {
      closeQuietly(fresh);
    }
  }

  private static void closeQuietly(final Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (final SQLException e) {
      LOG.debug("closing the listening connection failed", e);
    }
  }

  /** Also ends a wait that is going on. */
  @Override
  public void close() {
    closed = true;
    final Connection current = connection;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (final SQLException e) {
        LOG.debug("ending the listening connection failed", e);
      }
    }
  }
}
