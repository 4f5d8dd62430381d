/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;

/** The monitored transactions alone, in memory; every other table is an error. */
final class MemoryStore implements StateStore {
  private record Key(String owner, String id) {}

  private Map<Key, MonitoredTransaction> rows = new LinkedHashMap<>();

  private final MonitoredTransactions table =
      new MonitoredTransactions() {
        @Override
        public void insertIfAbsent(final MonitoredTransaction row) {
          rows.putIfAbsent(key(row), row);
        }

        @Override
        public void update(final MonitoredTransaction row) {
          if (rows.replace(key(row), row) == null) {
            throw new IllegalArgumentException("no row " + key(row));
          }
        }

        @Override
        public Optional<MonitoredTransaction> find(final String owner, final String id) {
          return Optional.ofNullable(rows.get(new Key(owner, id)));
        }

        @Override
        public List<MonitoredTransaction> unfinished() {
          return rows.values().stream()
              .filter(row -> row.status() == Status.CREATED || row.status() == Status.SENT)
              .toList();
        }

        @Override
        public List<MonitoredTransaction> ofOwner(final String owner, final int limit) {
          final List<MonitoredTransaction> own = new ArrayList<>(rows.values());
          own.removeIf(row -> !row.owner().equals(owner));
          return own.reversed().stream().limit(limit).toList();
        }
      };

  private final Tx tx =
      (Tx)
          Proxy.newProxyInstance(
              Tx.class.getClassLoader(),
              new Class<?>[] {Tx.class},
              (proxy, method, args) -> {
                if (!method.getName().equals("monitoredTransactions")) {
                  throw new AssertionError("unexpected table " + method.getName());
                }
                return table;
              });

  @Override
  public synchronized <T> T read(final Function<Tx, T> work) {
    return work.apply(tx);
  }

  @Override
  public synchronized <T> T write(final Function<Tx, T> work) {
    final Map<Key, MonitoredTransaction> before = new LinkedHashMap<>(rows);
    try {
      return work.apply(tx);
    } catch (final RuntimeException e) {
      rows = before;
      throw e;
    }
  }

  @Override
  public boolean tryLock(final String role) {
    return true;
  }

  @Override
  public void close() {}

  private static Key key(final MonitoredTransaction row) {
    return new Key(row.owner(), row.id());
  }
}
