/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.zknode.zks.limit.Limit;

/**
 * Messages on their way from the transport's thread to the connection's worker, the only queue
 * between them: bounded by number and bytes. Asks the transport to stop reading long before it is
 * full, since what was read already must still find room. Also what the worker waits on for other
 * things (a new block, a free upstream).
 */
final class PeerInbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<InboundMessage> messages = new ArrayDeque<>();
  private final Consumer<Boolean> pause;
  private final AtomicLong total;
  private final Object pausing = new Object();
  private long bytes;
  private boolean paused;
  private boolean wokenUp;
  private boolean closed;

  /**
   * @param pause called with true when the transport should stop reading, with false to go on
   * @param total bytes that wait on all connections of the node
   */
  PeerInbox(final Consumer<Boolean> pause, final AtomicLong total) {
    this.pause = pause;
    this.total = total;
  }

  /**
   * A closed inbox takes and forgets the message.
   *
   * @return the limit that left no room; the message is then lost
   */
  Optional<Limit> offer(final InboundMessage message) {
    final boolean changedPause;
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      if (messages.size() >= Limit.INBOX_FRAMES.value()) {
        return Optional.of(Limit.INBOX_FRAMES);
      }
      if (bytes + message.cost() > Limit.INBOX_BYTES.value()) {
        return Optional.of(Limit.INBOX_BYTES);
      }
      messages.add(message);
      count(message.cost());
      changedPause = adjustPause();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (changedPause) {
      applyPause();
    }
    return Optional.empty();
  }

  /** The next message; empty after the time, on a wake-up, or when closed and used up. */
  Optional<InboundMessage> poll(final long nanos) throws InterruptedException {
    boolean changedPause = false;
    final InboundMessage message;
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (messages.isEmpty() && !closed && !wokenUp && left > 0) {
        left = changed.awaitNanos(left);
      }
      wokenUp = false;
      message = messages.poll();
      if (message != null) {
        count(-message.cost());
        changedPause = adjustPause();
      }
    } finally {
      lock.unlock();
    }
    if (changedPause) {
      applyPause();
    }
    return Optional.ofNullable(message);
  }

  private void count(final long change) {
    bytes += change;
    total.addAndGet(change);
  }

  /** True when the transport is to be told. */
  private boolean adjustPause() {
    final boolean above =
        bytes > ZksLimits.PAUSE_ABOVE_BYTES
            || messages.size() > ZksLimits.PAUSE_ABOVE_MESSAGES
            || total.get() > ZksLimits.PAUSE_ABOVE_TOTAL_BYTES;
    final boolean below =
        bytes < ZksLimits.RESUME_BELOW_BYTES
            && messages.size() < ZksLimits.RESUME_BELOW_MESSAGES
            && !above;
    if (!paused && above && !messages.isEmpty() && !closed) {
      paused = true;
      return true;
    }
    // What others hold does not stop one that holds nothing.
    if (paused && (below || messages.isEmpty())) {
      paused = false;
      return true;
    }
    return false;
  }

  /** Tells the transport the state as it is now: two changes may overtake each other. */
  private void applyPause() {
    synchronized (pausing) {
      final boolean now;
      lock.lock();
      try {
        now = paused;
      } finally {
        lock.unlock();
      }
      pause.accept(now);
    }
  }

  /** Makes the worker look again now. */
  void wakeUp() {
    lock.lock();
    try {
      wokenUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The connection is gone; messages that arrived before can still be polled. */
  void close() {
    end(false);
  }

  /** Closes and forgets what waits. */
  void discard() {
    end(true);
  }

  private void end(final boolean forget) {
    final boolean changedPause;
    lock.lock();
    try {
      closed = true;
      if (forget) {
        messages.clear();
        count(-bytes);
      }
      changedPause = paused;
      paused = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    // The transport must not wait for us in order to notice the end.
    if (changedPause) {
      applyPause();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** True when nothing waits. */
  boolean isEmpty() {
    lock.lock();
    try {
      return messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Closed and used up. */
  boolean isEnded() {
    lock.lock();
    try {
      return closed && messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
