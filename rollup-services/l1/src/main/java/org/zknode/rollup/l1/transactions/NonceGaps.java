/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.zknode.eth.Address;
import org.zknode.rollup.state.MonitoredTransaction;

/**
 * Finds nonces that L1 waits for and that none of our transactions has any more: one that had
 * failed was started again under another nonce, then an L1 reorg took the failed one away, and L1's
 * pool has lost it.
 */
final class NonceGaps {
  /** Owner of the transfers of nothing that fill them. */
  static final String OWNER = "nonce-gap";

  /** A lost transaction that is just being sent again may fill the gap by itself. */
  static final int ROUNDS_BEFORE_FILLING = 3;

  private final Map<Address, Integer> rounds = new HashMap<>();

  /**
   * One round.
   *
   * @param unfinished transactions of all accounts
   * @param pendingNonce what L1 waits for
   * @return the nonce to fill, once it has been missing for some rounds
   */
  Optional<Long> find(
      final Address account,
      final List<MonitoredTransaction> unfinished,
      final ToLongFunction<Address> pendingNonce) {
    final Set<Long> nonces =
        unfinished.stream()
            .filter(row -> row.from().equals(account))
            .flatMap(row -> row.nonce().stream())
            .collect(Collectors.toSet());
    if (nonces.isEmpty()) {
      rounds.remove(account);
      return Optional.empty();
    }
    final long waiting = pendingNonce.applyAsLong(account);
    if (nonces.stream().anyMatch(nonce -> nonce <= waiting)) {
      rounds.remove(account);
      return Optional.empty();
    }
    if (rounds.merge(account, 1, Integer::sum) < ROUNDS_BEFORE_FILLING) {
      return Optional.empty();
    }
    rounds.remove(account);
    return Optional.of(waiting);
  }
}
