/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Pending transactions in memory, each sender's by nonce, and the first one of each sender by price
 * (docs/spec/sequencing.md, "Order of transactions"). What a change costs does not depend on how
 * many there are.
 */
final class PendingSet {
  private final Map<Bytes32, Candidate> byHash = new HashMap<>();
  private final Map<Address, NavigableMap<Long, Candidate>> bySender = new HashMap<>();
  private final HeadsByPrice heads = new HeadsByPrice();

  /** Takes the place of what has its hash, or its sender and nonce. */
  void put(final Candidate candidate) {
    remove(candidate.hash());
    final NavigableMap<Long, Candidate> line =
        bySender.computeIfAbsent(candidate.sender(), sender -> new TreeMap<>());
    final Optional<Candidate> before = head(line);
    final Candidate replaced = line.put(candidate.nonce(), candidate);
    if (replaced != null) {
      byHash.remove(replaced.hash());
    }
    byHash.put(candidate.hash(), candidate);
    changeHead(before, head(line));
  }

  void remove(final Bytes32 hash) {
    final Candidate gone = byHash.remove(hash);
    if (gone == null) {
      return;
    }
    final NavigableMap<Long, Candidate> line = bySender.get(gone.sender());
    final Optional<Candidate> before = head(line);
    line.remove(gone.nonce());
    if (line.isEmpty()) {
      bySender.remove(gone.sender());
    }
    changeHead(before, head(line));
  }

  private static Optional<Candidate> head(final NavigableMap<Long, Candidate> line) {
    return Optional.ofNullable(line.firstEntry()).map(Map.Entry::getValue);
  }

  private void changeHead(final Optional<Candidate> before, final Optional<Candidate> after) {
    if (!before.equals(after)) {
      before.ifPresent(heads::remove);
      after.ifPresent(heads::add);
    }
  }

  void clear() {
    byHash.clear();
    bySender.clear();
    heads.clear();
  }

  boolean isEmpty() {
    return byHash.isEmpty();
  }

  /** All of them in no order: a full pool is looked through for each block. */
  Collection<Candidate> all() {
    return Collections.unmodifiableCollection(byHash.values());
  }

  /** The one with the sender's next higher nonce that is there. */
  Optional<Candidate> after(final Candidate candidate) {
    return Optional.ofNullable(bySender.get(candidate.sender()))
        .map(line -> line.higherEntry(candidate.nonce()))
        .map(Map.Entry::getValue);
  }

  /**
   * The first one of each sender.
   *
   * @param baseFee in wei: their order is the one at it
   */
  HeadsByPrice heads(final BigInteger baseFee) {
    heads.at(baseFee);
    return heads;
  }
}
