/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which message id belongs to which capability. Of each name that both sides offer the highest
 * common version counts; they get ids in alphabetical order of their names from 0x10 on. What only
 * one side offers takes no ids.
 */
final class Multiplexer {
  /** Ids below belong to the base protocol. */
  static final int FIRST_ID = 0x10;

  /**
   * @param offset absolute id of its message 0
   */
  record Slot(Capability capability, int offset) {}

  private final List<Slot> slots = new ArrayList<>();

  Multiplexer(final List<Capability> own, final List<Capability> remote) {
    final Map<String, Capability> shared = new TreeMap<>();
    for (final Capability mine : own) {
      final boolean common =
          remote.stream()
              .anyMatch(c -> c.name().equals(mine.name()) && c.version() == mine.version());
      if (common) {
        shared.merge(
            mine.name(),
            mine,
            (a, b) -> Comparator.comparingInt(Capability::version).compare(a, b) >= 0 ? a : b);
      }
    }
    int offset = FIRST_ID;
    for (final Capability capability : shared.values()) {
      slots.add(new Slot(capability, offset));
      offset += capability.messageCount();
    }
  }

  List<Capability> shared() {
    return slots.stream().map(Slot::capability).toList();
  }

  Optional<Slot> slot(final String name) {
    return slots.stream().filter(s -> s.capability().name().equals(name)).findFirst();
  }

  /** The capability that an absolute id belongs to. */
  Optional<Slot> slot(final int id) {
    return slots.stream()
        .filter(s -> id >= s.offset() && id - s.offset() < s.capability().messageCount())
        .findFirst();
  }
}
