/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Superfluous;
import org.zknode.zks.session.ConnectionRegistry.Use;

/**
 * Two nodes and two connections between them: every order in which each side hears of each
 * connection, of its end, and looks whether one is superfluous. A step is one event on one side; a
 * side that closes a connection is heard of on the other side later, after anything else.
 */
class CrossedDialsModelTest {
  private static final Bytes LOW = Bytes.repeat((byte) 1, 64);
  private static final Bytes HIGH = Bytes.repeat((byte) 2, 64);

  /** Who dialled the first and the second connection. */
  private enum Dials {
    CROSSED(LOW, HIGH),
    BOTH_BY_THE_LOWER(LOW, LOW),
    BOTH_BY_THE_HIGHER(HIGH, HIGH);

    private final List<Bytes> diallers;

    Dials(final Bytes first, final Bytes second) {
      this.diallers = List.of(first, second);
    }
  }

  private enum Event {
    LOW_HEARS_OF_FIRST,
    LOW_HEARS_OF_SECOND,
    HIGH_HEARS_OF_FIRST,
    HIGH_HEARS_OF_SECOND,
    LOW_LOOKS,
    HIGH_LOOKS,
    LOW_HEARS_THE_END_OF_FIRST,
    LOW_HEARS_THE_END_OF_SECOND,
    HIGH_HEARS_THE_END_OF_FIRST,
    HIGH_HEARS_THE_END_OF_SECOND,
    /** What is below the higher node refuses the connection, after the dialler heard of it. */
    HIGH_REFUSES_FIRST
  }

  /** One run, from the beginning: what happened so far. */
  private static final class Run {
    private final Dials dials;
    private final List<ConnectionRegistry<Integer>> nodes =
        List.of(registry(), registry()); // LOW, HIGH
    private final Set<Event> happened = EnumSet.noneOf(Event.class);
    // By connection: closed by somebody.
    private final boolean[] closed = new boolean[2];
    private long now;

    Run(final Dials dials, final List<Event> events) {
      this.dials = dials;
      events.forEach(this::happens);
    }

    private static ConnectionRegistry<Integer> registry() {
      return new ConnectionRegistry<>(25, connection -> Use.SILENT);
    }

    private static Bytes id(final int node) {
      return node == 0 ? LOW : HIGH;
    }

    private boolean has(final Event event) {
      return happened.contains(event);
    }

    private static Event hears(final int node, final int connection) {
      return Event.values()[2 * node + connection];
    }

    private static Event hearsTheEnd(final int node, final int connection) {
      return Event.values()[Event.LOW_HEARS_THE_END_OF_FIRST.ordinal() + 2 * node + connection];
    }

    /** What may happen next. */
    List<Event> possible(final boolean refusals) {
      final List<Event> possible = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        for (int connection = 0; connection < 2; connection++) {
          final boolean heard = has(hears(node, connection));
          if (!heard && !(closed[connection] && isRefused(node, connection))) {
            possible.add(hears(node, connection));
          }
          if (heard && closed[connection] && !has(hearsTheEnd(node, connection))) {
            possible.add(hearsTheEnd(node, connection));
          }
        }
      }
      if (refusals
          && has(Event.LOW_HEARS_OF_FIRST)
          && !has(Event.HIGH_HEARS_OF_FIRST)
          && !has(Event.HIGH_REFUSES_FIRST)) {
        possible.add(Event.HIGH_REFUSES_FIRST);
      }
      if (isSettled(refusals)) {
        possible.add(Event.LOW_LOOKS);
        possible.add(Event.HIGH_LOOKS);
      }
      possible.removeIf(this::has);
      return possible;
    }

    private boolean isRefused(final int node, final int connection) {
      return node == 1 && connection == 0 && has(Event.HIGH_REFUSES_FIRST);
    }

    /** Two seconds are longer than it takes until both sides know of a connection or a refusal. */
    private boolean isSettled(final boolean refusals) {
      for (int node = 0; node < 2; node++) {
        for (int connection = 0; connection < 2; connection++) {
          if (!has(hears(node, connection)) && !isRefused(node, connection)) {
            return false;
          }
        }
      }
      return !refusals || !has(Event.HIGH_REFUSES_FIRST) || has(Event.LOW_HEARS_THE_END_OF_FIRST);
    }

    private void happens(final Event event) {
      happened.add(event);
      switch (event) {
        case LOW_HEARS_OF_FIRST -> connected(0, 0);
        case LOW_HEARS_OF_SECOND -> connected(0, 1);
        case HIGH_HEARS_OF_FIRST -> connected(1, 0);
        case HIGH_HEARS_OF_SECOND -> connected(1, 1);
        case LOW_LOOKS -> looks(0);
        case HIGH_LOOKS -> looks(1);
        case LOW_HEARS_THE_END_OF_FIRST -> nodes.get(0).remove(HIGH, 0);
        case LOW_HEARS_THE_END_OF_SECOND -> nodes.get(0).remove(HIGH, 1);
        case HIGH_HEARS_THE_END_OF_FIRST -> nodes.get(1).remove(LOW, 0);
        case HIGH_HEARS_THE_END_OF_SECOND -> nodes.get(1).remove(LOW, 1);
        case HIGH_REFUSES_FIRST -> closed[0] = true;
      }
    }

    private void connected(final int node, final int connection) {
      now++;
      final Candidate<Integer> candidate =
          new Candidate<>(
              id(1 - node),
              dials.diallers.get(connection).equals(id(node)),
              false,
              Bytes.EMPTY,
              connection);
      if (nodes.get(node).admit(candidate, id(node), now)
          instanceof ConnectionRegistry.Admission.Duplicate) {
        closed[connection] = true;
      }
    }

    private void looks(final int node) {
      now += PeerConnections.SETTLED_NANOS;
      for (final Superfluous<Integer> second : nodes.get(node).settle(now)) {
        closed[second.connection()] = true;
        happened.add(hearsTheEnd(node, second.connection()));
      }
    }

    int open() {
      return (closed[0] ? 0 : 1) + (closed[1] ? 0 : 1);
    }

    /** Both sides use the one that is there. */
    void assertOneIsLeft(final List<Event> events) {
      final int left = closed[0] ? 1 : 0;
      assertThat(open()).as("%s: open connections", events).isEqualTo(1);
      assertThat(nodes.get(0).find(HIGH)).as("%s: the lower node's", events).contains(left);
      assertThat(nodes.get(1).find(LOW)).as("%s: the higher node's", events).contains(left);
      assertThat(nodes.get(0).settle(now + 100 * PeerConnections.SETTLED_NANOS)).isEmpty();
      assertThat(nodes.get(1).settle(now + 100 * PeerConnections.SETTLED_NANOS)).isEmpty();
    }
  }

  private final Set<List<Event>> ends = new HashSet<>();

  private void explore(final Dials dials, final boolean refusals, final List<Event> events) {
    final Run run = new Run(dials, events);
    assertThat(run.open()).as("%s: open connections", events).isPositive();
    final List<Event> possible = run.possible(refusals);
    if (possible.isEmpty()) {
      ends.add(events);
      run.assertOneIsLeft(events);
      return;
    }
    for (final Event next : possible) {
      final List<Event> longer = new ArrayList<>(events);
      longer.add(next);
      explore(dials, refusals, longer);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneConnectionIsLeftInWhateverOrderThingsAreSeen(final Dials dials) {
    explore(dials, false, List.of());

    assertThat(ends.size()).as("ways to get there").isGreaterThan(50);
  }

  /**
   * A Besu refuses a dial of a node that it has a connection with, after the dialler heard of it.
   */
  @Test
  void whatIsBelowMayRefuseTheOneThatWouldStay() {
    explore(Dials.CROSSED, true, List.of());

    assertThat(ends.stream().filter(end -> end.contains(Event.HIGH_REFUSES_FIRST))).isNotEmpty();
  }
}
