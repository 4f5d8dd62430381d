/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** How long the parts of making a block take, one after the other. */
final class BlockPhases {
  /** In their order. */
  enum Phase {
    /** Engine and databases are brought to the same block. */
    RECONCILE,
    /** What has changed in the pool DB is read. */
    POOL,
    /** Transactions are chosen; the bytes of new ones are read. */
    SELECT,
    /** Signatures of what is chosen. */
    SENDERS,
    /** The intent is written to the state DB. */
    INTENT,
    /** The engine executes the block, or a slice of it; a forced block it stores, too. */
    EXECUTE,
    /** The transactions of a slice are written to the state DB. */
    SLICE,
    /** The engine stores the block. */
    SEAL,
    /** The block's row and its batch are written to the state DB. */
    STORE,
    /** Its transactions are marked in the pool DB. */
    MARK
  }

  private final Map<Phase, Metrics.Histogram> seconds = new EnumMap<>(Phase.class);

  BlockPhases(final Metrics metrics) {
    final Metrics.Histograms all =
        metrics.histogram(
            "sequencer_block_phase_seconds",
            "Seconds of one part of making a block; label phase: reconcile, pool, select, senders,"
                + " intent, execute, slice, seal, store, mark",
            Buckets.CALL,
            "phase");
    for (final Phase phase : Phase.values()) {
      seconds.put(phase, all.of(phase.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** A part that gives something. */
  @FunctionalInterface
  interface Part<T, E extends Exception> {
    T run() throws E;
  }

  <T, E extends Exception> T timed(final Phase phase, final Part<T, E> part) throws E {
    final long start = System.nanoTime();
    try {
      return part.run();
    } finally {
      seconds.get(phase).since(start);
    }
  }
}
