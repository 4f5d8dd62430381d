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
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Two servers in the URL; the one that takes writes changes, or is gone. */
class SwitchOverTest {
  /** It has to be back within a minute without a restart. */
  private static final Duration BACK = Duration.ofMinutes(1);

  private static final String EVENT =
      "INSERT INTO state.event (time_millis, level, component, event_id, description)"
          + " VALUES (1, 'a', 'b', 'c', 'd')";
  private static final Migrations STATE =
      new Migrations("state", "db/state", SwitchOverTest.class.getClassLoader());

  private final EmbeddedPostgres a = server();
  private final EmbeddedPostgres b = server();

  private static EmbeddedPostgres server() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    a.close();
    b.close();
  }

  private static TestDatabase of(final EmbeddedPostgres server) {
    return new TestDatabase(
        "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort()), "postgres");
  }

  private static void readOnly(final EmbeddedPostgres server, final boolean on) {
    of(server)
        .execute(
            "SET default_transaction_read_only = off",
            "ALTER SYSTEM SET default_transaction_read_only = " + on,
            "SELECT pg_reload_conf()");
  }

  private Database open() {
    return Database.open(
        "state DB",
        "jdbc:postgresql://localhost:%d,localhost:%d/postgres".formatted(a.getPort(), b.getPort()),
        "postgres",
        Optional.empty(),
        STATE);
  }

  private static int port(final Database db) {
    return db.single(
        handle ->
            handle.createQuery("SELECT current_setting('port')::int").mapTo(Integer.class).one());
  }

  /** Both have the schema, as a standby that was promoted has. */
  private void bothAreMigrated() {
    for (final EmbeddedPostgres server : new EmbeddedPostgres[] {a, b}) {
      Database.open("state DB", of(server).url(), "postgres", Optional.empty(), STATE).close();
    }
  }

  @Test
  void anOldPrimaryThatBecomesReadOnlyIsLeft() throws Exception {
    bothAreMigrated();
    readOnly(b, true);
    try (Database db = open()) {
      assertThat(port(db)).isEqualTo(a.getPort());
      db.write(handle -> handle.execute(EVENT));
      try (Connection lock = db.dedicatedConnection()) {
        readOnly(a, true);
        readOnly(b, false);
        await()
            .atMost(BACK)
            .ignoreExceptionsInstanceOf(TemporaryException.class)
            .until(() -> db.write(handle -> handle.execute(EVENT)) == 1);
        assertThat(port(db)).isEqualTo(b.getPort());
        // Whoever holds a lock or listens there would do so in vain.
        await().until(() -> lock.isClosed());
      }
    }
  }

  @Test
  void aServerThatIsGoneIsLeft() throws Exception {
    bothAreMigrated();
    readOnly(b, true);
    try (Database db = open()) {
      db.write(handle -> handle.execute(EVENT));
      a.close();
      readOnly(b, false);
      await()
          .atMost(BACK)
          .ignoreExceptionsInstanceOf(TemporaryException.class)
          .until(() -> db.write(handle -> handle.execute(EVENT)) == 1);
      assertThat(port(db)).isEqualTo(b.getPort());
    }
  }

  @Test
  void aServerThatIsReadOnlyForAWhileIsNamedAndBack() {
    try (Database db =
        Database.open("state DB", of(a).url(), "postgres", Optional.empty(), STATE)) {
      readOnly(a, true);
      assertThatThrownBy(() -> writeTwice(db))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("it takes no writes now");
      readOnly(a, false);
      await()
          .atMost(BACK)
          .ignoreExceptionsInstanceOf(TemporaryException.class)
          .until(() -> db.write(handle -> handle.execute(EVENT)) == 1);
    }
  }

  /** The setting reaches a session with its next statement but one. */
  private static void writeTwice(final Database db) {
    for (int i = 0; i < 100; i++) {
      db.write(handle -> handle.execute(EVENT));
    }
  }
}
