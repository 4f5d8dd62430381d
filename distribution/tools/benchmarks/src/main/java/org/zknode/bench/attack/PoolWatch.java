/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.LauncherException;

/** How many transactions wait in the pool database. */
final class PoolWatch implements Runnable {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final String PENDING =
      "SELECT count(*) FROM pool.transaction WHERE status = 'pending'";

  private final String url;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong most = new AtomicLong();

  PoolWatch(final String url) {
    this.url = url;
  }

  void stop() {
    running.set(false);
  }

  /** At a time, at the most. */
  long most() {
    return most.get();
  }

  @Override
  public void run() {
    try (Connection connection = DriverManager.getConnection(url, DatabaseUsers.OPERATOR, "");
        PreparedStatement pending = connection.prepareStatement(PENDING)) {
      while (running.get()) {
        try (ResultSet rows = pending.executeQuery()) {
          rows.next();
          most.accumulateAndGet(rows.getLong(1), Math::max);
        }
        Pause.of(PERIOD);
      }
    } catch (final SQLException e) {
      throw new LauncherException("the pool database does not answer: " + e.getMessage(), e);
    }
  }
}
