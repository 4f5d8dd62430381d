/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;

/**
 * Rows of blocks for the replays of others. However many of them there are, they use so many
 * connections to the state DB at the most and wait for each other, never for the sequencer's; what
 * one has read, the others find in memory. Thread-safe.
 */
final class ReplayRows {
  /** Connections of the state DB's that all replays together may use at a time. */
  static final int CONNECTIONS = 2;

  /** Rows that are read at once: those of one message. */
  private static final int ROWS_PER_READ = 64;

  /**
   * Rows that are remembered: the newest, for those who follow, and some for each who catches up.
   */
  private static final int MAX_REMEMBERED = 8192;

  /** After that the reader tries again; a read takes milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StateStore store;
  private final Semaphore connections = new Semaphore(CONNECTIONS, true);
  private final Map<Long, BlockInfo> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Long, BlockInfo> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  ReplayRows(final StateStore store) {
    this.store = store;
  }

  /**
   * @param hash of the canonical block of that number
   * @return empty while the block's row is not stored
   * @throws TemporaryException the others' reads take too long, or the database does not answer
   */
  Optional<BlockInfo> find(final long number, final Bytes32 hash) {
    final Optional<BlockInfo> known = remembered(number, hash);
    return known.isPresent() ? known : read(number, hash);
  }

  private Optional<BlockInfo> read(final long number, final Bytes32 hash) {
    acquire();
    try {
      final Optional<BlockInfo> known = remembered(number, hash);
      if (known.isPresent()) {
        return known;
      }
      final List<BlockInfo> rows = store.read(tx -> tx.blocks().from(number, ROWS_PER_READ));
      synchronized (remembered) {
        rows.forEach(row -> remembered.put(row.number(), row));
      }
      return rows.stream().findFirst().filter(row -> fits(row, number, hash));
    } finally {
      connections.release();
    }
  }

  private void acquire() {
    try {
      if (!connections.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TemporaryException("too many replays read the state DB");
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("stopped while others read the state DB", e);
    }
  }

  private Optional<BlockInfo> remembered(final long number, final Bytes32 hash) {
    synchronized (remembered) {
      return Optional.ofNullable(remembered.get(number)).filter(row -> fits(row, number, hash));
    }
  }

  private static boolean fits(final BlockInfo row, final long number, final Bytes32 hash) {
    return row.number() == number && row.hash().equals(hash);
  }
}
