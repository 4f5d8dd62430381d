/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.util.function.Supplier;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** How long calls of one database take, each with the wait for a connection and its commit. */
final class CallTimes {
  private final Metrics.Histogram reads;
  private final Metrics.Histogram writes;
  private final Metrics.Histogram singles;
  private final Metrics.Histogram looks;

  /**
   * @param database label, one of a few names
   */
  CallTimes(final Metrics metrics, final String database) {
    final Metrics.Histograms seconds =
        metrics.histogram(
            "database_call_seconds",
            "Seconds of a call of a database, with the wait for a connection and the commit,"
                + " successful or not; labels database: state, pool; call: read or write (a"
                + " transaction), single or look (one statement)",
            Buckets.CALL,
            "database",
            "call");
    reads = seconds.of(database, "read");
    writes = seconds.of(database, "write");
    singles = seconds.of(database, "single");
    looks = seconds.of(database, "look");
  }

  <T> T read(final Supplier<T> call) {
    return timed(reads, call);
  }

  <T> T write(final Supplier<T> call) {
    return timed(writes, call);
  }

  <T> T single(final Supplier<T> call) {
    return timed(singles, call);
  }

  <T> T look(final Supplier<T> call) {
    return timed(looks, call);
  }

  private static <T> T timed(final Metrics.Histogram histogram, final Supplier<T> call) {
    final long start = System.nanoTime();
    try {
      return call.get();
    } finally {
      histogram.since(start);
    }
  }
}
