/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's one writer. Whoever closes the engine waits for it, but not for ever: Besu's storage
 * ends the process in the very thread that writes when the disk is full, and that thread then
 * waits, with this lock, for the shutdown hook that closes the engine.
 */
final class WriterLock {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLock.class);

  private final ReentrantLock lock = new ReentrantLock();

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /**
   * Waits until nobody writes.
   *
   * @return false when somebody still does, or the thread was interrupted
   */
  boolean awaitIdle(final Duration timeout) {
    try {
      if (lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        lock.unlock();
        return true;
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.error(
        "The engine is still writing after {}; the node closes without it. If Besu reported a storage"
            + " failure such as a full disk, make room and start again: what the block's write had"
            + " not finished is undone then",
        timeout);
    return false;
  }
}
