/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/**
 * What users sent through this front a short while ago: so that the {@code pending} nonce counts
 * them and they are found by hash before they are in a block. Bounded in number and age.
 * Thread-safe.
 */
final class SubmittedTransactions {
  /** Kept at most; the oldest go first. */
  private static final int MAX_ENTRIES = 10_000;

  /** A transaction not in a block by then was probably dropped: its nonce is free again. */
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  private final Clock clock;
  private final LinkedHashMap<Bytes32, Entry> entries = new LinkedHashMap<>();
  private final Map<Slot, Bytes32> slots = new HashMap<>();

  SubmittedTransactions(final Clock clock) {
    this.clock = clock;
  }

  private record Entry(SignedTransaction transaction, long atMillis) {}

  private record Slot(Address sender, long nonce) {}

  synchronized void add(final SignedTransaction transaction) {
    remove(transaction.hash());
    entries.put(transaction.hash(), new Entry(transaction, clock.millis()));
    slots.put(slot(transaction), transaction.hash());
    expire();
  }

  synchronized Optional<SignedTransaction> find(final Bytes32 hash) {
    expire();
    return Optional.ofNullable(entries.get(hash)).map(Entry::transaction);
  }

  /**
   * The next nonce of that sender.
   *
   * @param latest its nonce after the head block
   */
  synchronized long nextNonce(final Address sender, final long latest) {
    expire();
    long next = latest;
    while (slots.containsKey(new Slot(sender, next))) {
      next++;
    }
    return next;
  }

  private void expire() {
    final long oldest = clock.millis() - MAX_AGE.toMillis();
    while (!entries.isEmpty()) {
      final Map.Entry<Bytes32, Entry> first = entries.firstEntry();
      if (entries.size() <= MAX_ENTRIES && first.getValue().atMillis() >= oldest) {
        return;
      }
      remove(first.getKey());
    }
  }

  private void remove(final Bytes32 hash) {
    final Entry entry = entries.remove(hash);
    if (entry != null) {
      slots.remove(slot(entry.transaction()), hash);
    }
  }

  private static Slot slot(final SignedTransaction transaction) {
    return new Slot(transaction.sender(), transaction.nonce());
  }
}
