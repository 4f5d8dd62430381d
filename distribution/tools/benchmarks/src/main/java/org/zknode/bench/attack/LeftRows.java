/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.process.LauncherException;

/** What waits in the pool database when an attack is over, and would be executed later. */
final class LeftRows {
  private static final String GIVE_UP =
      "UPDATE pool.transaction SET status = 'failed', failed_reason = 'the attack is over',"
          + " changed_at = ? WHERE status = 'pending'";

  private LeftRows() {}

  /** Gives up all of them; honest users must not send meanwhile. */
  static void giveUp(final String url) {
    try (Connection connection = DriverManager.getConnection(url, DatabaseUsers.OPERATOR, "");
        PreparedStatement giveUp = connection.prepareStatement(GIVE_UP)) {
      giveUp.setLong(1, System.currentTimeMillis());
      giveUp.executeUpdate();
    } catch (final SQLException e) {
      throw new LauncherException("the pool database does not answer: " + e.getMessage(), e);
    }
  }
}
