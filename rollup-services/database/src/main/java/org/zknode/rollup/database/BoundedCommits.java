/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a commit its own, short time to be answered. The server has no limit for it: a commit that
 * waits for a standby which is not there waits for ever, and statement_timeout does not count it.
 */
final class BoundedCommits extends LocalTransactionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedCommits.class);

  /** No answer came in time; the connection is broken, and what it carried is in doubt. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int serverProcess;

    Unanswered(final int serverProcess, final Throwable cause) {
      super(cause);
      this.serverProcess = serverProcess;
    }

    /** The server's process of that connection, which may still wait. */
    int serverProcess() {
      return serverProcess;
    }
  }

  private final Duration limit;

  BoundedCommits(final Duration limit) {
    this.limit = limit;
  }

  @Override
  public void commit(final Handle handle) {
    within(
        limit,
        handle,
        () -> {
          super.commit(handle);
          return handle;
        });
  }

  /**
   * Runs work whose every answer has to come within the limit.
   *
   * @throws Unanswered it did not
   */
  static <T> T within(final Duration limit, final Handle handle, final Supplier<T> work) {
    final Connection connection = handle.getConnection();
    final int process;
    final int before;
    try {
      process = connection.unwrap(PGConnection.class).getBackendPID();
      before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
    } catch (final SQLException e) {
      throw new ConnectionException(e);
    }
    try {
      return work.get();
    } catch (final RuntimeException e) {
      throw DatabaseErrors.isUnanswered(e) ? new Unanswered(process, e) : e;
    } finally {
      restore(connection, before);
    }
  }

  private static void restore(final Connection connection, final int millis) {
    try {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, millis);
      }
    } catch (final SQLException e) {
      // It is broken, and whoever used it has an exception for that already.
      LOG.debug("the time limit of a connection was not restored", e);
    }
  }
}
