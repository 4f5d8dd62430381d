/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;

/**
 * Decodes transactions of blocks that will probably come next beside the block that is executed.
 * Found again by their bytes, so that a guess that was wrong has no effect; bounded in blocks and
 * bytes, of which the oldest go first. Thread-safe.
 */
final class LookAhead {
  /** More than a message of the replay or a batch of small blocks has. */
  static final int MAX_BLOCKS = 128;

  /** Raw bytes of those that wait: some full batches. */
  static final long MAX_BYTES = 1 << 20;

  /** So many threads decode one block at the most; there is the one that executes besides. */
  private static final int MAX_HELPERS = 4;

  private final Executor executor;
  private final int helpers;
  private final Function<Bytes, Decoded> decoder;

  /** In the order in which they are expected. */
  private final LinkedHashMap<List<Bytes>, PreparedTransactions> expected = new LinkedHashMap<>();

  private long bytes;

  /**
   * @param executor runs what is done beside; may also never run it
   * @param cores that it has
   */
  LookAhead(final Executor executor, final int cores, final Function<Bytes, Decoded> decoder) {
    this.executor = executor;
    this.helpers = Math.clamp(cores, 1, MAX_HELPERS);
    this.decoder = decoder;
  }

  /** These are expected after all those that are expected already. */
  synchronized void expect(final List<Bytes> transactions) {
    final long size = size(transactions);
    if (transactions.isEmpty() || size > MAX_BYTES || expected.containsKey(transactions)) {
      return;
    }
    while (bytes + size > MAX_BYTES || expected.size() >= MAX_BLOCKS) {
      removeOldest().abandon();
    }
    expected.put(transactions, begun(transactions, helpers));
    bytes += size;
  }

  /**
   * These are executed now. Those that were expected before them are forgotten: the chain went on
   * without them.
   */
  synchronized PreparedTransactions take(final List<Bytes> transactions) {
    final PreparedTransactions taken = expected.get(transactions);
    if (taken == null) {
      // Who asks for a single one decodes it himself.
      return begun(transactions, Math.min(helpers, transactions.size() - 1));
    }
    PreparedTransactions oldest = removeOldest();
    while (oldest != taken) {
      oldest.abandon();
      oldest = removeOldest();
    }
    return taken;
  }

  /** The chain goes back: nothing of it is expected any more. */
  synchronized void clear() {
    while (!expected.isEmpty()) {
      removeOldest().abandon();
    }
  }

  /** Raw bytes of what waits. */
  synchronized long bytes() {
    return bytes;
  }

  private PreparedTransactions removeOldest() {
    final Map.Entry<List<Bytes>, PreparedTransactions> oldest = expected.pollFirstEntry();
    bytes -= size(oldest.getKey());
    return oldest.getValue();
  }

  private PreparedTransactions begun(final List<Bytes> transactions, final int by) {
    final PreparedTransactions prepared = new PreparedTransactions(transactions, decoder);
    for (int helper = 0; helper < by; helper++) {
      executor.execute(prepared::work);
    }
    return prepared;
  }

  private static long size(final List<Bytes> transactions) {
    return transactions.stream().mapToLong(Bytes::size).sum();
  }
}
