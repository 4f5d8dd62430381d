/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * In which third of a phase something was done: an attack that is over before the phase is shows
 * zeros. From any thread.
 */
final class Thirds {
  private static final int PARTS = 3;

  private final AtomicLongArray counts = new AtomicLongArray(PARTS);
  private final long startNanos;
  private final long lengthNanos;

  /**
   * @param startNanos of {@link System#nanoTime}
   * @param lengthNanos of the whole phase
   */
  Thirds(final long startNanos, final long lengthNanos) {
    this.startNanos = startNanos;
    this.lengthNanos = lengthNanos;
  }

  /** Something was done at that time; outside of the phase it does not count. */
  void note(final long nowNanos) {
    final long passed = nowNanos - startNanos;
    if (passed >= 0 && passed < lengthNanos) {
      counts.incrementAndGet((int) (passed * PARTS / lengthNanos));
    }
  }

  /** How often, in the first, second and last third. */
  List<Long> counts() {
    return LongStream.range(0, PARTS).map(i -> counts.get((int) i)).boxed().toList();
  }
}
