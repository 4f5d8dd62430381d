/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a long stream costs, in heap after a full collection. */
final class MemoryBench {
  private static final int POINTS = 10;

  /** A stream that brings nothing for so long is broken. */
  private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();

  private MemoryBench() {}

  /**
   * Heap at one point.
   *
   * @param records taken by then
   */
  record Point(long records, long heapBytes) {}

  /** Streams that many records between two hubs; both nodes' heap, at equal intervals. */
  static List<Point> longStream(final BenchChain chain, final long records) {
    final List<Point> points = new ArrayList<>();
    try (ReplayStream stream = new ReplayStream(chain)) {
      stream.flow(true);
      for (int i = 1; i <= POINTS; i++) {
        await(stream, records * i / POINTS);
        points.add(new Point(stream.records(), Heap.afterCollection()));
      }
    }
    return points;
  }

  private static void await(final Stream stream, final long records) {
    long last = -1;
    long changed = System.nanoTime();
    while (stream.records() < records) {
      if (stream.records() != last) {
        last = stream.records();
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > STALL_NANOS) {
        throw new BenchException("the replay stands still at record " + last);
      }
      Pause.forMillis(10);
    }
  }
}
