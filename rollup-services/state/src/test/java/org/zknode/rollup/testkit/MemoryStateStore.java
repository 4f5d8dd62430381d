/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.zknode.rollup.state.StateStore;

/**
 * The state DB in memory, for simulations: the same results as the one on PostgreSQL (one contract
 * test holds both to that), transactions that are all or nothing, and locks of sessions. For one
 * thread. A transaction inside of another one is refused, because on PostgreSQL it would not see
 * what the outer one wrote.
 */
public final class MemoryStateStore {
  private final MemoryTables tables = new MemoryTables();
  private final Set<String> locks = new HashSet<>();
  private boolean inTransaction;

  /** A new session, as a process opens one; closing it frees its locks. */
  public StateStore session() {
    return new Session();
  }

  private <T> T transaction(final Function<StateStore.Tx, T> work, final boolean mayWrite) {
    if (inTransaction) {
      throw new IllegalStateException("a transaction inside of another one");
    }
    inTransaction = true;
    tables.undo().begin(mayWrite);
    boolean committed = false;
    try {
      final T result = work.apply(tables);
      committed = true;
      return result;
    } finally {
      if (!committed) {
        tables.undo().rollback();
      }
      inTransaction = false;
    }
  }

  private final class Session implements StateStore {
    private final Set<String> held = new HashSet<>();

    @Override
    public <T> T read(final Function<Tx, T> work) {
      return transaction(work, false);
    }

    @Override
    public <T> T write(final Function<Tx, T> work) {
      return transaction(work, true);
    }

    @Override
    public boolean tryLock(final String role) {
      if (held.contains(role)) {
        return true;
      }
      return locks.add(role) && held.add(role);
    }

    @Override
    public void close() {
      locks.removeAll(held);
      held.clear();
    }
  }
}
