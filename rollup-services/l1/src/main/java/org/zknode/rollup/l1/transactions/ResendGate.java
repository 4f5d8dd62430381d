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
import org.zknode.eth.Address;
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
   * Longest wait: some L1 slots. Then it goes out all the same, and so does what is behind it in
   * its account, since an outcome on L1 is one that whoever submitted it can act on.
   */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final L1Client l1;

  /**
   * By account: they wait together, so that many need no longer than one.
   *
   * @param lastNonce of those that waited when the first one began to
   */
  private record Wait(long sinceMillis, long lastNonce) {}

  private final Map<Address, Wait> waits = new HashMap<>();

  ResendGate(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * Asks L1 about the first one of its account. One behind it waits until it is the first, unless
   * it builds on that very one: then the order of nonces is enough.
   */
  boolean isOpen(final MonitoredTransaction row, final SendRound round, final long nowMillis) {
    final long nonce = row.nonce().orElseThrow();
    final boolean first = round.before(row.from(), nonce).isEmpty();
    final boolean inOrder = !first && row.dependsOn().isPresent();
    if (inOrder || row.withdrawnAt().isPresent() || hasWaited(row.from(), nonce, nowMillis)) {
      return true;
    }
    if (!first) {
      return false;
    }
    final Optional<String> why = refusal(row);
    if (why.isEmpty()) {
      waits.remove(row.from());
    } else if (!isWaiting(row.from(), nonce)) {
      waits.put(row.from(), new Wait(nowMillis, lastNonce(row.from(), round)));
      LOG.info(
          "L1 transaction {} is not sent again yet, nor is what is behind it: L1 would refuse it now: {}",
          TransactionKey.of(row),
          why.get());
    }
    return why.isEmpty();
  }

  private Optional<String> refusal(final MonitoredTransaction row) {
    try {
      l1.estimateGas(row.from(), row.to(), row.data());
      return Optional.empty();
    } catch (final L1RevertException e) {
      return Optional.of(e.getMessage());
    }
  }

  private boolean isWaiting(final Address account, final long nonce) {
    return waits.containsKey(account) && nonce <= waits.get(account).lastNonce();
  }

  private boolean hasWaited(final Address account, final long nonce, final long nowMillis) {
    return isWaiting(account, nonce)
        && nowMillis - waits.get(account).sinceMillis() >= LONGEST.toMillis();
  }

  private static long lastNonce(final Address account, final SendRound round) {
    return round.before(account, Long.MAX_VALUE).getLast().nonce().orElseThrow();
  }
}
