/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Hashes of transactions that callers of this node bring into the host's pool themselves within a
 * moment. Bounded, since strangers send them. Thread-safe.
 */
final class ExpectedTransactions {
  /** Between the pool DB's commit and the host's own adding. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** More than a node stores within that time; what is beyond is only shown too early. */
  static final int MAX_EXPECTED = 20_000;

  private final LongSupplier nanoTime;

  /** Since when, nano time; the oldest first. */
  private final LinkedHashMap<Bytes32, Long> since = new LinkedHashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  ExpectedTransactions(final LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * @return whether it was not expected yet
   */
  synchronized boolean expect(final Bytes32 hash) {
    dropOld();
    final boolean isNew = since.remove(hash) == null;
    since.put(hash, nanoTime.getAsLong());
    if (since.size() > MAX_EXPECTED) {
      since.pollFirstEntry();
    }
    return isNew;
  }

  synchronized void forget(final Bytes32 hash) {
    since.remove(hash);
  }

  synchronized boolean contains(final Bytes32 hash) {
    dropOld();
    return since.containsKey(hash);
  }

  /** How many are remembered. */
  synchronized int size() {
    return since.size();
  }

  private void dropOld() {
    final long now = nanoTime.getAsLong();
    final var times = since.values().iterator();
    while (times.hasNext() && now - times.next() > LONGEST.toNanos()) {
      times.remove();
    }
  }
}
