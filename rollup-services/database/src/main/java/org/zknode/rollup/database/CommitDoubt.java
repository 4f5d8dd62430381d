/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Finds out, on another connection, why the server left one without an answer, and ends what still
 * waits there: a process of the server that waits for a standby does not notice that its client is
 * gone, and each new try would leave one more of them until no connection is left.
 */
final class CommitDoubt {
  /** For each answer; who asks waits already. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** wait_event of a commit that waits for a synchronous standby. */
  private static final String STANDBY = "SyncRep";

  private final String name;
  private final DataSource source;

  CommitDoubt(final String name, final DataSource source) {
    this.name = name;
    this.source = source;
  }

  CommitInDoubtException explain(final BoundedCommits.Unanswered failure, final Duration limit) {
    final String why = why(failure.serverProcess());
    return new CommitInDoubtException(
        "%s did not answer within %d s, so it is open whether the write took effect: %s"
            .formatted(name, limit.toSeconds(), why),
        failure.getCause());
  }

  private String why(final int process) {
    try (Connection connection = source.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
      final String why = waitsFor(connection, process);
      cancel(connection, process);
      return why;
    } catch (final SQLException e) {
      return "it does not answer at all (%s)".formatted(e.getMessage());
    }
  }

  private static String waitsFor(final Connection connection, final int process)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT wait_event, current_setting('synchronous_standby_names')"
                + " FROM pg_stat_activity WHERE pid = ?")) {
      statement.setInt(1, process);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return "its process for this connection is gone";
        }
        return STANDBY.equals(row.getString(1))
            ? ("commits wait for a standby that synchronous_standby_names = '%s' names and that is"
                    + " not connected")
                .formatted(row.getString(2))
            : "its process waits for %s".formatted(row.getString(1));
      }
    }
  }

  /** A commit that waits for a standby is kept by its own server then, and no longer waits. */
  private static void cancel(final Connection connection, final int process) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT pg_cancel_backend(?)")) {
      statement.setInt(1, process);
      statement.execute();
    }
  }
}
