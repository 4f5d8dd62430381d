/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Pending transactions in the order in which they are tried: of each sender the one with the lowest
 * nonce competes, the highest price wins, then the older one (docs/spec/sequencing.md, "Order of
 * transactions"). A dear transaction behind a cheap one of its sender has to wait for it.
 */
final class CandidateQueue {
  /** One sender's transactions by nonce; the one at {@code at} is the next. */
  private static final class Line {
    private final List<Candidate> candidates = new ArrayList<>(1);
    private int at;
    private BigInteger price = BigInteger.ZERO;

    private Candidate head() {
      return candidates.get(at);
    }
  }

  private final BigInteger baseFee;
  private final Map<Address, Line> bySender = new HashMap<>();
  private final PriorityQueue<Line> first =
      new PriorityQueue<>(
          Comparator.comparing((Line line) -> line.price)
              .reversed()
              .thenComparingLong(line -> line.head().position()));

  /**
   * @param baseFee in wei: the price that counts is what a transaction pays per gas at it
   */
  CandidateQueue(final Collection<Candidate> candidates, final BigInteger baseFee) {
    this.baseFee = baseFee;
    for (final Candidate candidate : candidates) {
      bySender.computeIfAbsent(candidate.sender(), sender -> new Line()).candidates.add(candidate);
    }
    for (final Line line : bySender.values()) {
      if (line.candidates.size() > 1) {
        line.candidates.sort(Comparator.comparingLong(Candidate::nonce));
      }
      compete(line);
    }
  }

  private void compete(final Line line) {
    final Candidate head = line.head();
    line.price =
        PriceFloor.effectivePrice(head.maxFeePerGas(), head.maxPriorityFeePerGas(), baseFee);
    first.add(line);
  }

  /** The best of all; its sender does not compete before {@link #next} is called for it. */
  Optional<Candidate> poll() {
    return Optional.ofNullable(first.poll()).map(Line::head);
  }

  /** Senders that compete now, the best ones among the first, in no exact order. */
  Iterable<Address> sendersAhead() {
    return () -> first.stream().map(line -> line.head().sender()).iterator();
  }

  /** The polled one is done with: its sender's next nonce competes. */
  void next(final Candidate polled) {
    final Line line = bySender.get(polled.sender());
    line.at++;
    if (line.at < line.candidates.size()) {
      compete(line);
    }
  }
}
