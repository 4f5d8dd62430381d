/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.database.Database;

/** Session-wide advisory locks, each on a connection of its own. Thread-safe. */
final class AdvisoryLocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLocks.class);
  private static final int VALIDATION_TIMEOUT_SECONDS = 5;

  private final Database database;
  private final Map<String, Connection> held = new HashMap<>();

  AdvisoryLocks(final Database database) {
    this.database = database;
  }

  /** The key of a role: the first 8 bytes of a hash, so that roles need no registry. */
  static long key(final String role) {
    return Keccak256.hash(
            Bytes.wrap(("zknode lock " + role).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .getLong(0);
  }

  synchronized boolean tryLock(final String role) {
    final Connection current = held.get(role);
    try {
      if (current != null && current.isValid(VALIDATION_TIMEOUT_SECONDS)) {
        return true;
      }
      if (current != null) {
        LOG.warn("the connection that held the lock '{}' is lost; taking it again", role);
        held.remove(role);
        closeQuietly(role, current);
      }
      final Connection connection = database.dedicatedConnection();
      boolean taken = false;
      try {
        taken = lock(connection, role);
        if (taken) {
          held.put(role, connection);
        }
        return taken;
      } finally {
        if (!taken) {
          closeQuietly(role, connection);
        }
      }
    } catch (final SQLException e) {
      throw database.translate(e);
    }
  }

  private static boolean lock(final Connection connection, final String role) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, key(role));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void closeQuietly(final String role, final Connection connection) {
    try {
      connection.close();
    } catch (final SQLException e) {
      LOG.warn("closing the connection of the lock '{}' failed: {}", role, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    held.forEach(AdvisoryLocks::closeQuietly);
    held.clear();
  }
}
