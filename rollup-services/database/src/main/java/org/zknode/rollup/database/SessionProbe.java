/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Finds a connection pooler that gives each transaction another server connection (PgBouncer's
 * {@code pool_mode = transaction} or {@code statement}). Session-wide locks, LISTEN, time limits
 * and prepared statements would then belong to whoever comes by, without an error.
 */
final class SessionProbe {
  /** Other clients of the pooler may take the server connections in between. */
  private static final int ROUNDS = 3;

  private static final String MARK = "zknode.session";

  private SessionProbe() {}

  /**
   * @param name of the database, for the message
   * @throws IllegalArgumentException sessions are not kept
   */
  static void requireSessions(final String name, final DataSource source) throws SQLException {
    try (Connection own = source.getConnection();
        Connection other = source.getConnection()) {
      for (int round = 0; round < ROUNDS; round++) {
        final String mark = UUID.randomUUID().toString();
        // What is set here must be there in the next transaction, and for nobody else.
        ask(own, "SELECT set_config('" + MARK + "', ?, false)", mark);
        other.setAutoCommit(false);
        final boolean leaked = mark.equals(current(other));
        final boolean kept = mark.equals(current(own));
        other.rollback();
        if (leaked || !kept) {
          throw new IllegalArgumentException(
              name
                  + " is behind a connection pooler that does not keep sessions (PgBouncer with"
                  + " pool_mode = transaction or statement): the node needs locks, LISTEN and"
                  + " settings of a session, so set pool_mode = session for it, or connect to"
                  + " PostgreSQL directly");
        }
      }
    }
  }

  private static String current(final Connection connection) throws SQLException {
    return ask(connection, "SELECT current_setting(?, true)", MARK);
  }

  private static String ask(final Connection connection, final String sql, final String argument)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
