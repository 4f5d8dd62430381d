/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.zknode.rollup.status.NodeStatus;

/**
 * Which transactions wait for which trouble to pass. The node is DEGRADED by a trouble for as long
 * as any transaction waits for it, however that one ends. Not thread-safe.
 *
 * @param <K> what a transaction is known by
 */
final class WaitingTransactions<K> {
  private final NodeStatus status;
  private final Map<String, Set<K>> waiting = new HashMap<>();

  WaitingTransactions(final NodeStatus status) {
    this.status = status;
  }

  /**
   * @param reason key of {@link NodeStatus#degraded}
   */
  void add(final String reason, final K transaction, final String text) {
    waiting.computeIfAbsent(reason, key -> new HashSet<>()).add(transaction);
    status.degraded(reason, text);
  }

  void remove(final String reason, final K transaction) {
    final Set<K> others = waiting.get(reason);
    if (others != null && others.remove(transaction) && others.isEmpty()) {
      waiting.remove(reason);
      status.recovered(reason);
    }
  }

  /** It is over, or it starts anew. */
  void remove(final K transaction) {
    Set.copyOf(waiting.keySet()).forEach(reason -> remove(reason, transaction));
  }
}
