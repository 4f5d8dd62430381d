/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;

/**
 * A state DB for several tests one after another: making a database for each test takes a second,
 * emptying one takes milliseconds.
 */
public record TestStore(TestDatabases.TestDatabase database, StateStore store)
    implements AutoCloseable {

  private static final String DELETE_ALL =
      """
      DO $$
      DECLARE t text;
      BEGIN
        FOR t IN SELECT tablename FROM pg_tables
                 WHERE schemaname = 'state' AND tablename NOT LIKE 'flyway%' LOOP
          EXECUTE 'DELETE FROM state.' || quote_ident(t);
        END LOOP;
      END $$""";

  public static TestStore open() {
    final TestDatabases.TestDatabase database = TestDatabases.fresh();
    return new TestStore(
        database, PgStateStore.open(database.config(), TestStore.class.getClassLoader()));
  }

  /** Deletes all rows. */
  public StateStore emptied() {
    database.execute(DELETE_ALL);
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
