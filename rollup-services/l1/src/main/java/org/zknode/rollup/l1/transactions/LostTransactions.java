/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * When to look whether L1's pool still has a transaction that it took: its node restarted, a reorg
 * emptied it, or another endpoint never had it. Without that everything behind its nonce would wait
 * until its fees are raised.
 *
 * @param <K> what a transaction is known by
 */
final class LostTransactions<K> {
  /** Between two looks: longer than endpoints take to tell each other, shorter than an L1 slot. */
  static final Duration LOOK_AFTER = Duration.ofSeconds(10);

  private final Map<K, Long> lookedAtMillis = new HashMap<>();

  /** True when it is time; the next time is counted from then. */
  boolean isTimeToLook(final K key, final long sentAtMillis, final long nowMillis) {
    final long last = Long.max(sentAtMillis, lookedAtMillis.getOrDefault(key, sentAtMillis));
    if (nowMillis - last < LOOK_AFTER.toMillis()) {
      return false;
    }
    lookedAtMillis.put(key, nowMillis);
    return true;
  }

  void forget(final K key) {
    lookedAtMillis.remove(key);
  }
}
