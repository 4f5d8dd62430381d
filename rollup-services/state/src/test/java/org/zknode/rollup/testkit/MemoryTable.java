/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rows by key, whose changes can be undone. */
final class MemoryTable<K extends Comparable<? super K>, V> {
  /** What a transaction changed, newest first, and whether it may change anything. */
  static final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean writing;

    void begin(final boolean mayWrite) {
      steps.clear();
      writing = mayWrite;
    }

    void rollback() {
      steps.forEach(Runnable::run);
      steps.clear();
    }

    private void add(final Runnable step) {
      if (!writing) {
        throw new IllegalStateException("state DB refused a statement (SQLSTATE 25006): read only");
      }
      steps.push(step);
    }
  }

  private final String name;
  private final Undo undo;
  private final TreeMap<K, V> rows = new TreeMap<>();

  MemoryTable(final String name, final Undo undo) {
    this.name = name;
    this.undo = undo;
  }

  /** Refuses a key that is there, as a primary key does. */
  void insert(final K key, final V row) {
    require(!rows.containsKey(key), "23505", "duplicate key " + key);
    put(key, row);
  }

  void put(final K key, final V row) {
    final V old = rows.get(key);
    undo.add(old == null ? () -> rows.remove(key) : () -> rows.put(key, old));
    rows.put(key, row);
  }

  void remove(final K key) {
    final V old = rows.get(key);
    if (old != null) {
      undo.add(() -> rows.put(key, old));
      rows.remove(key);
    }
  }

  void removeAll(final Collection<K> keys) {
    List.copyOf(keys).forEach(this::remove);
  }

  void removeAbove(final K key) {
    removeAll(rows.tailMap(key, false).keySet());
  }

  void removeUpTo(final K key) {
    removeAll(rows.headMap(key, true).keySet());
  }

  void removeIf(final java.util.function.Predicate<V> which) {
    removeAll(
        rows.entrySet().stream()
            .filter(entry -> which.test(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList());
  }

  Optional<V> find(final K key) {
    return Optional.ofNullable(rows.get(key));
  }

  boolean contains(final K key) {
    return rows.containsKey(key);
  }

  Optional<V> last() {
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.lastEntry().getValue());
  }

  Optional<V> atOrBelow(final K key) {
    return Optional.ofNullable(rows.floorEntry(key)).map(Map.Entry::getValue);
  }

  Optional<V> atOrAbove(final K key) {
    return Optional.ofNullable(rows.ceilingEntry(key)).map(Map.Entry::getValue);
  }

  /** Ascending. */
  Collection<V> all() {
    return rows.values();
  }

  /** Ascending by key. */
  Collection<Map.Entry<K, V>> entries() {
    return rows.entrySet();
  }

  /** Ascending, from that key on. */
  Collection<V> from(final K key) {
    return rows.tailMap(key, true).values();
  }

  Optional<V> lastWhere(final java.util.function.Predicate<V> which) {
    final Iterator<V> newestFirst = rows.descendingMap().values().iterator();
    while (newestFirst.hasNext()) {
      final V row = newestFirst.next();
      if (which.test(row)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  void require(final boolean holds, final String sqlState, final String what) {
    if (!holds) {
      throw new IllegalStateException(
          "state DB refused a statement (SQLSTATE %s): %s in %s".formatted(sqlState, what, name));
    }
  }
}
