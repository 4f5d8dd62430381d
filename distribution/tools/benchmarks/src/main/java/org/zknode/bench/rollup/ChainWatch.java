/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.LauncherException;

/** Waits for a node to reach a block and notes when it came how far. */
final class ChainWatch {
  private static final Duration POLL = Duration.ofMillis(10);
  private static final double NANOS = 1e9;

  private final ChildProcess process;
  private final LongSupplier head;
  private final Duration timeout;

  ChainWatch(final ChildProcess process, final LongSupplier head, final Duration timeout) {
    this.process = process;
    this.head = head;
    this.timeout = timeout;
  }

  /**
   * @param firstSeen the first block number above 0 that was seen
   * @param seconds from when that was seen to when the last block was there
   * @param secondsInAll from the start of watching
   */
  record Reached(long firstSeen, long last, double seconds, double secondsInAll) {
    long blocks() {
      return last - firstSeen;
    }
  }

  Reached await(final long target, final Runnable meanwhile) {
    final long start = System.nanoTime();
    long first = 0;
    long firstNanos = start;
    while (true) {
      final long now = head.getAsLong();
      if (first == 0 && now > 0) {
        first = now;
        firstNanos = System.nanoTime();
      }
      if (now >= target) {
        final long end = System.nanoTime();
        return new Reached(first, target, (end - firstNanos) / NANOS, (end - start) / NANOS);
      }
      if (!process.isAlive() || System.nanoTime() - start > timeout.toNanos()) {
        throw new LauncherException(
            "%s is at block %d of %d; the end of %s:%n%s"
                .formatted(process.name(), now, target, process.log(), process.logTail(10)));
      }
      meanwhile.run();
      Pause.of(POLL);
    }
  }
}
