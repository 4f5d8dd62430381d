/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Simulated time: tasks run in the order of their time, ties in the order of their making. */
final class Scheduler {
  private record Task(long at, long sequence, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::sequence));
  private long now;
  private long sequence;

  /** Nanoseconds. */
  long now() {
    return now;
  }

  void after(final long nanos, final Runnable action) {
    tasks.add(new Task(now + nanos, sequence++, action));
  }

  /** Runs everything that is due up to that time. */
  void runUntil(final long time) {
    while (!tasks.isEmpty() && tasks.peek().at() <= time) {
      final Task task = tasks.remove();
      now = task.at();
      task.action().run();
    }
    now = time;
  }
}
