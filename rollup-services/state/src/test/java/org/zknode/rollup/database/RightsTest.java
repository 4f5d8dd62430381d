/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** What the database user may not do is one sentence, and over when it may. */
@Tag("slow")
class RightsTest {
  private static final Migrations STATE =
      new Migrations("state", "db/state", RightsTest.class.getClassLoader());
  private static final String EVENT =
      "INSERT INTO state.event (time_millis, level, component, event_id, description)"
          + " VALUES (1, 'a', 'b', 'c', 'd')";

  private final TestDatabase database = TestDatabases.fresh();
  private final String name = database.url().substring(database.url().lastIndexOf('/') + 1);
  private final String user = "user_of_" + name;

  RightsTest() {
    database.execute("CREATE ROLE " + user + " LOGIN");
  }

  private Database open() {
    return Database.open("state DB", database.url(), user, Optional.empty(), STATE);
  }

  private void migrated() {
    database.execute("GRANT CREATE ON DATABASE %s TO %s".formatted(name, user));
    open().close();
  }

  @Test
  void aRevokedRightIsNamedAndBackWithoutARestart() {
    migrated();
    try (Database db = open()) {
      db.write(handle -> handle.execute(EVENT));
      database.execute("REVOKE INSERT ON state.event FROM " + user);
      assertThatThrownBy(() -> db.write(handle -> handle.execute(EVENT)))
          .isInstanceOf(TemporaryException.class)
          .hasMessage(
              "state DB: the database user '%s' lacks the right to INSERT: ERROR: permission denied for table event"
                  .formatted(user));
      database.execute("GRANT INSERT ON state.event TO " + user);
      assertThatCode(() -> db.write(handle -> handle.execute(EVENT))).doesNotThrowAnyException();
    }
  }

  @Test
  void aRightThatAFunctionLacksIsTheOneOfItsStatement() {
    migrated();
    database.execute(
        "CREATE FUNCTION state.note() RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
            + EVENT
            + "; END $$",
        "REVOKE INSERT ON state.event FROM " + user);
    try (Database db = open()) {
      assertThatThrownBy(
              () ->
                  db.<String>single(
                      handle ->
                          handle
                              .createQuery("SELECT state.note()::text")
                              .mapTo(String.class)
                              .one()))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("lacks the right to INSERT")
          .hasMessageContaining("for table event");
    }
  }

  @Test
  void aUserWithoutCreateIsToldSoAtTheStart() {
    database.execute("REVOKE CREATE ON DATABASE %s FROM PUBLIC".formatted(name));
    assertThatThrownBy(this::open)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("the database user '%s' lacks the right to CREATE".formatted(user))
        .hasMessageContaining("database " + name)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    migrated();
  }

  @Test
  void aUserWithoutConnectIsToldSoAtTheStart() {
    database.execute("REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(name));
    assertThatThrownBy(this::open)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("lacks the right to CONNECT");
  }

  @Test
  void tooFewConnectionsAreNamed() {
    migrated();
    database.execute("ALTER ROLE %s CONNECTION LIMIT 1".formatted(user));
    assertThatThrownBy(this::open)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("has no connection left")
        .hasMessageContaining("max_connections");
    database.execute("ALTER ROLE %s CONNECTION LIMIT -1".formatted(user));
    open().close();
  }

  @Test
  void anUnknownRefusalIsNoReasonToRetryForEver() {
    migrated();
    try (Database db = open()) {
      assertThatThrownBy(() -> db.write(handle -> handle.execute("SELECT no_such_column")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SQLSTATE 42703");
    }
  }
}
