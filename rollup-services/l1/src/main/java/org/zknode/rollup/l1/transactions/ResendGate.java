/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.state.MonitoredTransaction;

/**
 * Whether a transaction may go out again that had gone out in an earlier process or before an L1
 * reorg. What it builds on may be of another account, such as the sequence of the batches that a
 * final proof is for, and have to be mined again first: sent before it, it would revert and cost
 * its gas. For one thread.
 */
final class ResendGate {
  private static final Logger LOG = LoggerFactory.getLogger(ResendGate.class);

  /**
   * Longest wait: some L1 slots. Then it goes out all the same, since an outcome on L1 is one that
   * whoever submitted it can act on.
   */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final L1Client l1;
  private final Map<TransactionKey, Long> closedSinceMillis = new HashMap<>();

  ResendGate(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * Asks L1 about the first one of its account. One behind it waits until it is the first, unless
   * it builds on that very one: then the order of nonces is enough.
   */
  boolean isOpen(final MonitoredTransaction row, final SendRound round, final long nowMillis) {
    final TransactionKey key = TransactionKey.of(row);
    final boolean first = round.before(row.from(), row.nonce().orElseThrow()).isEmpty();
    final boolean inOrder = !first && row.dependsOn().isPresent();
    if (inOrder || row.withdrawnAt().isPresent() || hasWaited(key, nowMillis)) {
      closedSinceMillis.remove(key);
      return true;
    }
    final Optional<String> why = first ? refusal(row) : Optional.of("others are before it");
    if (why.isEmpty()) {
      closedSinceMillis.remove(key);
    } else if (closedSinceMillis.putIfAbsent(key, nowMillis) == null) {
      LOG.info("L1 transaction {} is not sent again yet: {}", key, why.get());
    }
    return why.isEmpty();
  }

  private Optional<String> refusal(final MonitoredTransaction row) {
    try {
      l1.estimateGas(row.from(), row.to(), row.data());
      return Optional.empty();
    } catch (final L1RevertException e) {
      return Optional.of("L1 would refuse it now: " + e.getMessage());
    }
  }

  private boolean hasWaited(final TransactionKey key, final long nowMillis) {
    return nowMillis - closedSinceMillis.getOrDefault(key, nowMillis) >= LONGEST.toMillis();
  }
}
