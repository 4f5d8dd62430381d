/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
        -- What hangs on L1's blocks refers to batches.
        DELETE FROM state.l1_block;
        FOR t IN SELECT tablename FROM pg_tables
                 WHERE schemaname = 'state' AND tablename NOT LIKE 'flyway%' LOOP
          EXECUTE 'DELETE FROM state.' || quote_ident(t);
        END LOOP;
      END $$""";

  /** Databases that no test uses now; they end with the JVM. */
  private static final Queue<TestStore> FREE = new ConcurrentLinkedQueue<>();

  /** An empty state DB; closing it gives it back for other tests. */
  public static StateStore borrow() {
    final TestStore free = FREE.poll();
    final TestStore taken = free == null ? open() : free;
    return new Borrowed(taken, taken.emptied(), new AtomicBoolean());
  }

  private record Borrowed(TestStore owner, StateStore store, AtomicBoolean returned)
      implements StateStore {
    @Override
    public <T> T read(final Function<Tx, T> work) {
      return store.read(work);
    }

    @Override
    public <T> T write(final Function<Tx, T> work) {
      return store.write(work);
    }

    @Override
    public boolean tryLock(final String role) {
      return store.tryLock(role);
    }

    @Override
    public void close() {
      if (returned.compareAndSet(false, true)) {
        FREE.add(owner);
      }
    }
  }

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
