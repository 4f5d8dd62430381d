/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.util.concurrent.TimeUnit;

/**
 * Counts connections. Those that this node dials to the peers it was told to keep are beyond the
 * limit (docs/spec/zks-connection.md, "Connection limit"), so that strangers cannot keep it from
 * them.
 */
final class ConnectionSlots {
  private final int max;
  private int limited;
  private int trusted;

  ConnectionSlots(final int max) {
    this.max = max;
  }

  synchronized boolean isFull() {
    return limited >= max;
  }

  synchronized boolean tryTake() {
    if (limited >= max) {
      return false;
    }
    limited++;
    return true;
  }

  synchronized void takeTrusted() {
    trusted++;
  }

  synchronized void release() {
    limited--;
    notifyAll();
  }

  synchronized void releaseTrusted() {
    trusted--;
    notifyAll();
  }

  /** False when some are still there after that time. */
  synchronized boolean awaitNone(final long millis) throws InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (limited + trusted > 0) {
      final long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
