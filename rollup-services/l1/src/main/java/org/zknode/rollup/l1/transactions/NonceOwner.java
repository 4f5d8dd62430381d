/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Which accounts this process sends with, and under which nonce. One process sends with a key: the
 * one that holds its lock in the store.
 */
final class NonceOwner {
  /** Prefix of the store's lock that makes this process the one nonce owner of a key. */
  private static final String LOCK_PREFIX = "l1-sender-";

  private static final String KEY_IN_USE = "l1-key-in-use";

  private final StateStore store;
  private final Map<Address, PrivateKey> keys;
  private final NodeStatus status;

  NonceOwner(final StateStore store, final Collection<PrivateKey> keys, final NodeStatus status) {
    this.store = store;
    // In the order given, so that every run asks for the accounts in the same one.
    final Map<Address, PrivateKey> byAccount = new LinkedHashMap<>();
    keys.forEach(key -> byAccount.putIfAbsent(key.address(), key));
    this.keys = Collections.unmodifiableMap(byAccount);
    this.status = status;
  }

  Set<Address> accounts() {
    return keys.keySet();
  }

  PrivateKey key(final Address account) {
    return keys.get(account);
  }

  /** Accounts of ours with which another process on this store sends. */
  Set<Address> foreign() {
    final Set<Address> foreign = new LinkedHashSet<>(keys.keySet());
    foreign.removeIf(account -> store.tryLock(LOCK_PREFIX + account));
    if (foreign.isEmpty()) {
      status.recovered(KEY_IN_USE);
    } else {
      status.degraded(
          KEY_IN_USE, "another process sends L1 transactions with the key of " + foreign);
    }
    return foreign;
  }

  /** The lowest nonce that neither L1 nor another unfinished transaction of ours has. */
  static long free(
      final Address from, final long pending, final List<MonitoredTransaction> unfinished) {
    final Set<Long> taken =
        unfinished.stream()
            .filter(row -> row.from().equals(from))
            .flatMap(row -> row.nonce().stream())
            .collect(Collectors.toSet());
    long nonce = pending;
    while (taken.contains(nonce)) {
      nonce++;
    }
    return nonce;
  }
}
