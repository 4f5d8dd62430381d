/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Pending transactions in the order in which they are tried: of each sender the one with the lowest
 * nonce competes, the highest price wins, then the older one (docs/spec/sequencing.md, "Order of
 * transactions"). A dear transaction behind a cheap one of its sender has to wait for it, and so do
 * all behind one that pays less than the floor. What is not reached costs nothing.
 */
final class CandidateQueue {
  private final PendingSet pending;
  private final HeadsByPrice heads;
  private final PriceFloor floor;

  /** Senders that have not competed yet, the best first; some of them are looked at already. */
  private final Iterator<Candidate> others;

  private final Deque<Candidate> lookedAt = new ArrayDeque<>();

  /** Behind what was polled. */
  private final PriorityQueue<Candidate> following;

  /**
   * @param pending stays as it is while this queue is in use
   * @param baseFee in wei: the price that counts is what a transaction pays per gas at it
   * @param floor what a transaction has to pay
   */
  CandidateQueue(final PendingSet pending, final BigInteger baseFee, final PriceFloor floor) {
    this.pending = pending;
    this.floor = floor;
    this.heads = pending.heads(baseFee);
    this.others = heads.iterator();
    this.following = new PriorityQueue<>(heads::compare);
  }

  /** The best of all; its sender does not compete before {@link #next} is called for it. */
  Optional<Candidate> poll() {
    while (true) {
      final Candidate other = firstOther();
      final Candidate follower = following.peek();
      if (other == null && follower == null) {
        return Optional.empty();
      }
      final boolean isOther =
          follower == null || other != null && heads.compare(other, follower) <= 0;
      final Candidate best = isOther ? other : follower;
      if (heads.price(best).compareTo(floor.minimum()) < 0) {
        return Optional.empty();
      }
      if (isOther) {
        lookedAt.remove();
      } else {
        following.remove();
      }
      if (floor.covers(best, heads.baseFee())) {
        return Optional.of(best);
      }
    }
  }

  private Candidate firstOther() {
    if (lookedAt.isEmpty() && others.hasNext()) {
      lookedAt.add(others.next());
    }
    return lookedAt.peek();
  }

  /** Senders that compete now, the best ones among the first, in no exact order. */
  Iterable<Address> sendersAhead() {
    return SendersAhead::new;
  }

  private final class SendersAhead implements Iterator<Address> {
    private final Iterator<Candidate> first = following.iterator();
    private final Iterator<Candidate> known = lookedAt.stream().toList().iterator();

    @Override
    public boolean hasNext() {
      return first.hasNext() || known.hasNext() || others.hasNext();
    }

    @Override
    public Address next() {
      if (first.hasNext()) {
        return first.next().sender();
      }
      if (known.hasNext()) {
        return known.next().sender();
      }
      final Candidate more = others.next();
      lookedAt.add(more);
      return more.sender();
    }
  }

  /** The polled one is done with: its sender's next nonce competes. */
  void next(final Candidate polled) {
    pending.after(polled).ifPresent(following::add);
  }
}
