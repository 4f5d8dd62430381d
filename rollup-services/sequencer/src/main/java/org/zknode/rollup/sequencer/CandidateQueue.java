/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Pending transactions in the order in which they are tried: of each sender the one with the lowest
 * nonce competes, the highest price wins, then the older one (docs/spec/sequencing.md, "Order of
 * transactions"). A dear transaction behind a cheap one of its sender has to wait for it.
 */
final class CandidateQueue {
  private final BigInteger baseFee;
  private final Map<Address, Deque<Candidate>> bySender = new HashMap<>();
  private final PriorityQueue<Candidate> first;

  /**
   * @param baseFee in wei: the price that counts is what a transaction pays per gas at it
   */
  CandidateQueue(final Collection<Candidate> candidates, final BigInteger baseFee) {
    this.baseFee = baseFee;
    this.first =
        new PriorityQueue<>(
            Comparator.comparing(this::price).reversed().thenComparingLong(Candidate::position));
    candidates.stream()
        .sorted(Comparator.comparingLong(Candidate::nonce))
        .forEach(
            candidate ->
                bySender
                    .computeIfAbsent(candidate.sender(), sender -> new ArrayDeque<>())
                    .add(candidate));
    bySender.values().forEach(queue -> first.add(queue.peek()));
  }

  private BigInteger price(final Candidate candidate) {
    return candidate.maxFeePerGas().min(baseFee.add(candidate.maxPriorityFeePerGas()));
  }

  /** The best of all; its sender does not compete before {@link #next} is called for it. */
  Optional<Candidate> poll() {
    return Optional.ofNullable(first.poll());
  }

  /** Senders that compete now, the best ones among the first, in no exact order. */
  Iterable<Address> sendersAhead() {
    return () -> first.stream().map(Candidate::sender).iterator();
  }

  /** The polled one is done with: its sender's next nonce competes. */
  void next(final Candidate polled) {
    final Deque<Candidate> queue = bySender.get(polled.sender());
    queue.remove();
    if (!queue.isEmpty()) {
      first.add(queue.peek());
    }
  }
}
