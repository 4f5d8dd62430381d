/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that stays open for statements that are repeated every second or two. The pool tests
 * one that was idle for half a second with a round trip of its own. Thread-safe; one statement at a
 * time.
 */
final class LookConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LookConnection.class);

  private final DataSource source;
  private final String settings;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean stale;
  private volatile boolean closed;
  private Optional<Handle> open = Optional.empty();

  /**
   * @param settings run once in each new session
   */
  LookConnection(final DataSource source, final String settings) {
    this.source = source;
    this.settings = settings;
  }

  /** Empty when no connection can be had, or a new one breaks, too. */
  <T> Optional<T> run(final Function<Handle, T> statement) {
    lock.lock();
    try {
      if (stale) {
        stale = false;
        drop();
      }
      final boolean fresh = open.isEmpty();
      final Optional<T> answer = closed ? Optional.empty() : attempt(statement);
      return answer.isPresent() || fresh || closed ? answer : attempt(statement);
    } finally {
      lock.unlock();
    }
  }

  private <T> Optional<T> attempt(final Function<Handle, T> statement) {
    try {
      final Handle handle = handle();
      return Optional.of(
          BoundedCommits.within(Database.SINGLE_TIMEOUT, handle, () -> statement.apply(handle)));
    } catch (final SQLException | JdbiException e) {
      LOG.debug("the connection for looks is opened again", e);
      drop();
      return Optional.empty();
    } catch (final RuntimeException e) {
      drop();
      throw e;
    }
  }

  private Handle handle() throws SQLException {
    if (open.isEmpty()) {
      final Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute(settings);
      } catch (final SQLException e) {
        connection.close();
        throw e;
      }
      open = Optional.of(Jdbi.create(connection).installPlugin(new ValueTypes()).open());
    }
    return open.get();
  }

  private void drop() {
    open.ifPresent(
        handle -> {
          try {
            handle.close();
          } catch (final JdbiException e) {
            LOG.debug("closing the connection for looks failed", e);
          }
        });
    open = Optional.empty();
  }

  /** The next statement is run on another one; does not wait for one that is going on. */
  void renew() {
    stale = true;
  }

  void close() {
    closed = true;
    lock.lock();
    try {
      drop();
    } finally {
      lock.unlock();
    }
  }
}
