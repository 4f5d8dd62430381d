/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** A standby that commits wait for and that is not there: bounded, explained, nothing piles up. */
@Tag("slow")
class CommitTimeTest {
  private static final String EVENT =
      "INSERT INTO state.event (time_millis, level, component, event_id, description)"
          + " VALUES (1, 'a', 'b', 'c', 'd')";
  private static final Migrations STATE =
      new Migrations("state", "db/state", CommitTimeTest.class.getClassLoader());

  private final EmbeddedPostgres server;
  private final TestDatabase database;

  CommitTimeTest() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    database =
        new TestDatabase(
            "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort()), "postgres");
  }

  @AfterEach
  void stop() throws IOException {
    standbys("");
    server.close();
  }

  private void standbys(final String names) {
    database.execute(
        "SET synchronous_commit = off",
        "ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(names),
        "SELECT pg_reload_conf()");
  }

  @Test
  void aCommitThatNoStandbyConfirmsIsAnsweredInTimeAndLeavesNoSessionBehind() {
    try (Database db =
        Database.open("state DB", database.url(), "postgres", Optional.empty(), STATE)) {
      db.write(handle -> handle.execute(EVENT));
      standbys("nobody");
      // The server's processes learn of the setting one after the other.
      await()
          .atMost(Database.COMMIT_TIMEOUT.multipliedBy(6))
          .untilAsserted(
              () -> {
                final long start = System.nanoTime();
                assertThatThrownBy(() -> db.write(handle -> handle.execute(EVENT)))
                    .isInstanceOf(CommitInDoubtException.class)
                    .hasMessageContaining("open whether the write took effect")
                    .hasMessageContaining("synchronous_standby_names = 'nobody'");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Database.COMMIT_TIMEOUT.multipliedBy(3));
              });
      assertThatThrownBy(() -> db.single(handle -> handle.execute(EVENT)))
          .isInstanceOf(CommitInDoubtException.class)
          .hasMessageContaining("nobody");
      // A process that waits for the standby would stay for ever and take a connection each.
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          db.<Integer>read(
                              handle ->
                                  handle
                                      .createQuery(
                                          "SELECT count(*) FROM pg_stat_activity"
                                              + " WHERE wait_event = 'SyncRep'")
                                      .mapTo(Integer.class)
                                      .one()))
                      .isZero());
      standbys("");
      await()
          .ignoreExceptionsInstanceOf(CommitInDoubtException.class)
          .until(() -> db.write(handle -> handle.execute(EVENT)) == 1);
    }
  }
}
