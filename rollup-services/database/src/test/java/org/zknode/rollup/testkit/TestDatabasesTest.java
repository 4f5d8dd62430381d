/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabasesTest {
  @Test
  void eachCallGivesAnEmptyDatabaseOfItsOwn() throws Exception {
    final TestDatabases.TestDatabase one = TestDatabases.fresh();
    final TestDatabases.TestDatabase two = TestDatabases.fresh();
    one.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (7)");
    try (Connection connection = two.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT to_regclass('t') IS NULL")) {
      rows.next();
      assertThat(rows.getBoolean(1)).isTrue();
    }
  }
}
