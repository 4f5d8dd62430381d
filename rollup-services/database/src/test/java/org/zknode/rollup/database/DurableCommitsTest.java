/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** What was acknowledged must outlive the database server, whatever its operator configured. */
class DurableCommitsTest {
  private static final Migrations MIGRATIONS =
      new Migrations("pool", "db/pool", DurableCommitsTest.class.getClassLoader());

  @ParameterizedTest
  @CsvSource({"off,on", "on,on", "local,local", "remote_apply,remote_apply"})
  void aCommitIsNeverForgotten(final String ofServer, final String ofNode) {
    final TestDatabase empty = TestDatabases.fresh();
    final String name = empty.url().substring(empty.url().lastIndexOf('/') + 1);
    empty.execute("ALTER DATABASE %s SET synchronous_commit = %s".formatted(name, ofServer));
    try (Database database =
        Database.open("test DB", empty.url(), empty.user(), Optional.empty(), MIGRATIONS)) {
      assertThat(
              database.<String>single(
                  handle ->
                      handle.createQuery("SHOW synchronous_commit").mapTo(String.class).one()))
          .isEqualTo(ofNode);
    }
  }
}
