/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Events from the reading thread to the check's thread. */
final class Inbox {
  /**
   * Messages that wait for the check, up to 16 MiB each. When it is full nothing more is read from
   * the socket: the node sees a slow reader.
   */
  private static final int MESSAGES = 8;

  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MESSAGES);
  private final Deque<Event> stash = new ArrayDeque<>();
  private final AtomicLong discarded = new AtomicLong();
  private volatile boolean discarding;
  private Optional<Event.Ended> ended = Optional.empty();

  /** The reading thread's side: waits while the inbox is full. */
  void put(final Event event) throws InterruptedException {
    if (discarding && !(event instanceof Event.Ended)) {
      discarded.incrementAndGet();
    } else {
      queue.put(event);
    }
  }

  /** From now on messages are counted and dropped. */
  void discard() {
    discarding = true;
    queue.clear();
  }

  long discarded() {
    return discarded.get();
  }

  /** The next event; empty when none came in time. The end is given again and again. */
  Optional<Event> next(final Duration timeout) throws InterruptedException {
    return stash.isEmpty() ? poll(timeout) : Optional.of(stash.removeFirst());
  }

  /** As {@link #next}, but not what was put aside. */
  Optional<Event> poll(final Duration timeout) throws InterruptedException {
    if (ended.isPresent()) {
      return ended.map(Event.class::cast);
    }
    final Event event = queue.poll(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
    if (event instanceof Event.Ended end) {
      ended = Optional.of(end);
    }
    return Optional.ofNullable(event);
  }

  /** Keeps a polled event for {@link #next}. */
  void putAside(final Event event) {
    stash.addLast(event);
  }
}
