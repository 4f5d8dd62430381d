/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.Event;

/**
 * Writes events to a slow sink, mostly the state DB, on a thread of its own. {@link #accept} never
 * blocks: events wait in a bounded buffer while the sink fails, and beyond its size the oldest are
 * dropped and counted. It goes on while the node is halted, so that the halt itself is recorded.
 */
public final class EventLog implements Service, Consumer<Event> {
  /** Events that wait for the sink; a node makes a few per minute. */
  public static final int CAPACITY = 1_000;

  /** Pause after the sink failed. */
  public static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  /** How long {@link #stop} waits for the last events. */
  public static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Consumer<Event> sink;
  private final Deque<Event> buffer = new ArrayDeque<>();
  private Thread thread;
  private boolean stopping;
  private long dropped;

  /**
   * @param sink may block and may throw; it is called from one thread
   */
  public EventLog(final Consumer<Event> sink) {
    this.sink = sink;
  }

  @Override
  public String name() {
    return "event-log";
  }

  @Override
  public synchronized void accept(final Event event) {
    if (buffer.size() == CAPACITY) {
      buffer.removeFirst();
      dropped++;
    }
    buffer.addLast(event);
    notifyAll();
  }

  /** Events that were dropped because the buffer was full. */
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("the event log is started once");
    }
    thread = Thread.ofVirtual().name("zknode-event-log").start(this::run);
  }

  @Override
  public void stop() {
    final Thread running;
    synchronized (this) {
      stopping = true;
      notifyAll();
      running = thread;
    }
    if (running == null) {
      return;
    }
    try {
      if (!running.join(STOP_TIMEOUT)) {
        LOG.warn("events are still being written after {}", STOP_TIMEOUT);
        running.interrupt();
      }
    } catch (final InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitEvent()) {
        if (!drain() && !pause()) {
          break;
        }
      }
    } catch (final InterruptedException e) {
      LOG.debug("event log interrupted");
    }
    synchronized (this) {
      if (!buffer.isEmpty() || dropped > 0) {
        LOG.warn("{} events were not written, {} were dropped", buffer.size(), dropped);
      }
    }
  }

  private synchronized boolean awaitEvent() throws InterruptedException {
    while (buffer.isEmpty() && !stopping) {
      wait();
    }
    return !buffer.isEmpty();
  }

  /** Waits before the next try; false when there is none because the log stops. */
  private synchronized boolean pause() throws InterruptedException {
    if (!stopping) {
      wait(RETRY_DELAY.toMillis());
    }
    return !stopping;
  }

  /** Writes what is there; false when the sink failed. */
  boolean drain() {
    while (true) {
      final Event event;
      synchronized (this) {
        event = buffer.peekFirst();
      }
      if (event == null) {
        return true;
      }
      try {
        sink.accept(event);
      } catch (final RuntimeException e) {
        LOG.warn("event {} is not written yet: {}", event.eventId(), e.getMessage());
        return false;
      } catch (final Error e) {
        // An exhausted heap must not end the log: what it reports is wanted most then.
        LOG.error("event {} is not written yet", event.eventId(), e);
        return false;
      }
      synchronized (this) {
        // The buffer may have dropped it meanwhile.
        if (buffer.peekFirst() == event) {
          buffer.removeFirst();
        }
      }
    }
  }
}
