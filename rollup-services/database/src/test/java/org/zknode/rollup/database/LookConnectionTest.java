/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** The connection for what is asked every few seconds. */
class LookConnectionTest {
  private static final Migrations MIGRATIONS =
      new Migrations("pool", "db/pool", LookConnectionTest.class.getClassLoader());

  private final TestDatabase empty = TestDatabases.fresh();

  private static int session(final Database database) {
    return database.<Integer>look(
        handle -> handle.createQuery("SELECT pg_backend_pid()").mapTo(Integer.class).one());
  }

  @Test
  void staysOpenKnowsOurTypesAndIsOpenedAgainWhenTheServerEndsIt() {
    try (Database database =
        Database.open("test DB", empty.url(), empty.user(), Optional.empty(), MIGRATIONS)) {
      final int first = session(database);
      assertThat(
              database.<Bytes32>look(
                  handle ->
                      handle
                          .createQuery("SELECT decode(repeat('ab', 32), 'hex')")
                          .mapTo(Bytes32.class)
                          .one()))
          .isEqualTo(Bytes32.repeat((byte) 0xab));
      assertThat(session(database)).isEqualTo(first);

      empty.execute("SELECT pg_terminate_backend(%d)".formatted(first));
      final int second = session(database);
      assertThat(second).isNotEqualTo(first);
      assertThat(session(database)).isEqualTo(second);
    }
  }

  @Test
  void everyCallIsMeasuredOnceAlsoOneThatFails() {
    final CountingMetrics metrics = new CountingMetrics();
    try (Database database =
        Database.open("test DB", empty.url(), empty.user(), Optional.empty(), MIGRATIONS)
            .measured(metrics, "state")) {
      session(database);
      database.read(handle -> 1);
      database.write(handle -> 1);
      database.single(handle -> handle.execute("SELECT 1"));
      assertThatThrownBy(() -> database.write(handle -> handle.execute("SELECT nothing")))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(metrics.observed("database_call_seconds", "state", "look")).hasSize(1);
    assertThat(metrics.observed("database_call_seconds", "state", "read")).hasSize(1);
    assertThat(metrics.observed("database_call_seconds", "state", "single")).hasSize(1);
    assertThat(metrics.observed("database_call_seconds", "state", "write")).hasSize(2);
  }
}
