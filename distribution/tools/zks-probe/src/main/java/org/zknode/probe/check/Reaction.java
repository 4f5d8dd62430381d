/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.probe.session.Event;
import org.zknode.probe.session.ProbeConnection;

/**
 * What a node did within some time after something was sent to it.
 *
 * @param answers its messages, the first few
 * @param end empty when the connection is still there
 */
record Reaction(List<Event.Received> answers, Optional<Event.Ended> end) {
  /** Who sends so many will not stop: more need not be kept. */
  private static final int MAX_ANSWERS = 10_000;

  /** Watches until the connection ends, at the longest for that time. */
  static Reaction watch(final ProbeConnection connection, final Duration window)
      throws InterruptedException {
    return watch(connection, window, MAX_ANSWERS);
  }

  /** As {@link #watch}, but not further than the first answer: it says enough. */
  static Reaction first(final ProbeConnection connection, final Duration window)
      throws InterruptedException {
    return watch(connection, window, 1);
  }

  private static Reaction watch(
      final ProbeConnection connection, final Duration window, final int maxAnswers)
      throws InterruptedException {
    final long deadline = System.nanoTime() + window.toNanos();
    final List<Event.Received> answers = new ArrayList<>();
    while (true) {
      final Optional<Event> event = connection.next(Duration.ofNanos(deadline - System.nanoTime()));
      if (event.isEmpty()) {
        return new Reaction(answers, Optional.empty());
      }
      switch (event.get()) {
        case Event.Received received -> {
          answers.add(received);
          if (answers.size() == maxAnswers) {
            return new Reaction(answers, Optional.empty());
          }
        }
        case Event.Ended end -> {
          return new Reaction(answers, Optional.of(end));
        }
        case Event.Pong ignored -> {
          // Of a ping sent before.
        }
      }
    }
  }

  /** For people. */
  String text() {
    final String said =
        answers.isEmpty()
            ? "no answer"
            : "answered with " + answers.stream().map(Event.Received::kind).distinct().toList();
    return said + ", " + end.map(Event.Ended::how).orElse("connection kept");
  }
}
