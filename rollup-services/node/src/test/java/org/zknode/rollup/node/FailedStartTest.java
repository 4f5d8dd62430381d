/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** A node that a check of its start refuses leaves nothing open: its host may try again. */
class FailedStartTest {
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/";

  private final TestDatabase state = TestDatabases.fresh();
  private final ScriptedL1 l1 = new ScriptedL1(0);
  private final Set<Thread> before = httpClients();

  @AfterEach
  void stop() {
    l1.close();
  }

  private static Set<Thread> httpClients() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
        .collect(Collectors.toSet());
  }

  private long sessions() throws SQLException {
    try (Connection connection = state.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void awaitNothingOpen() {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(sessions()).isZero();
              assertThat(before).containsAll(httpClients());
            });
  }

  @Test
  void anL1ThatDoesNotFit() {
    try (RollupNode node = l1.node(1, state.config())) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("is not of L1");
      awaitNothingOpen();
    }
  }

  @Test
  void aPoolDatabaseOutOfReachAfterTheStateDatabaseWasOpened() {
    final DatabaseConfig config =
        new DatabaseConfig(
            state.url(), Optional.of(NOWHERE + "pool"), state.user(), Optional.empty());
    try (RollupNode node = l1.node(ScriptedL1.CHAIN_ID, config)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("pool DB");
      awaitNothingOpen();
    }
  }

  @Test
  void aStateDatabaseOutOfReachIsNotTriedAgainToCloseIt() {
    final DatabaseConfig config =
        new DatabaseConfig(NOWHERE + "state", Optional.empty(), state.user(), Optional.empty());
    try (RollupNode node = l1.node(ScriptedL1.CHAIN_ID, config)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("state DB");
      awaitNothingOpen();
    }
  }
}
