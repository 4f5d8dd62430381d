/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.limit.Limit;

/**
 * Frames on their way from the transport's thread to the connection's worker, bounded by number and
 * bytes. Also what the worker waits on for other things (a new block, a free upstream).
 */
final class PeerInbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final Consumer<Boolean> pause;
  private final Object pausing = new Object();
  private long bytes;
  private boolean paused;
  private boolean wokenUp;
  private boolean closed;

  /**
   * @param pause called with true when the transport should stop reading, with false to go on
   */
  PeerInbox(final Consumer<Boolean> pause) {
    this.pause = pause;
  }

  /**
   * A closed inbox takes and forgets the frame.
   *
   * @return the limit that left no room; the frame is then lost
   */
  Optional<Limit> offer(final Frame frame) {
    boolean changedPause = false;
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      if (frames.size() >= Limit.INBOX_FRAMES.value()) {
        return Optional.of(Limit.INBOX_FRAMES);
      }
      if (bytes + frame.payload().size() > Limit.INBOX_BYTES.value()) {
        return Optional.of(Limit.INBOX_BYTES);
      }
      frames.add(frame);
      bytes += frame.payload().size();
      if (!paused && bytes > ZksLimits.PAUSE_ABOVE_BYTES) {
        paused = true;
        changedPause = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (changedPause) {
      applyPause();
    }
    return Optional.empty();
  }

  /** The next frame; empty after the time, on a wake-up, or when closed and used up. */
  Optional<Frame> poll(final long nanos) throws InterruptedException {
    boolean changedPause = false;
    final Frame frame;
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (frames.isEmpty() && !closed && !wokenUp && left > 0) {
        left = changed.awaitNanos(left);
      }
      wokenUp = false;
      frame = frames.poll();
      if (frame != null) {
        bytes -= frame.payload().size();
        if (paused && bytes < ZksLimits.RESUME_BELOW_BYTES) {
          paused = false;
          changedPause = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (changedPause) {
      applyPause();
    }
    return Optional.ofNullable(frame);
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

  /** The connection is gone; frames that arrived before can still be polled. */
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
        frames.clear();
        bytes = 0;
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
      return frames.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Closed and used up. */
  boolean isEnded() {
    lock.lock();
    try {
      return closed && frames.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
