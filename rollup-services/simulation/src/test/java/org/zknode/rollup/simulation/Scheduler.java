/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Simulated time: tasks run in the order of their time, ties in the order of their making. */
final class Scheduler {
  private record Task(long at, long sequence, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::sequence));
  private long now;
  private long sequence;

  Scheduler(final long startMillis) {
    now = startMillis;
  }

  /** Milliseconds since the epoch. */
  long now() {
    return now;
  }

  void after(final long millis, final Runnable action) {
    tasks.add(new Task(now + millis, sequence++, action));
  }

  /** Whatever is being done takes that long: everything else is late. */
  void pass(final long millis) {
    now += millis;
  }

  /** Runs everything that is due up to that time. */
  void runUntil(final long time) {
    while (!tasks.isEmpty() && tasks.peek().at() <= time) {
      final Task task = tasks.remove();
      now = Math.max(now, task.at());
      task.action().run();
    }
    now = Math.max(now, time);
  }
}
