/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Each sender's first transaction by what it pays per gas, in an order that stays while the base
 * fee does: who can pay base fee and tip is ordered by the tip, who cannot by the highest fee. A
 * new base fee moves only those between the two orders for whom that changes.
 */
final class HeadsByPrice {
  private final NavigableSet<Candidate> byTip = ordered(Candidate::maxPriorityFeePerGas);
  private final NavigableSet<Candidate> byMaxFee = ordered(Candidate::maxFeePerGas);

  /** By the highest base fee at which the whole tip is paid. */
  private final NavigableMap<BigInteger, Set<Candidate>> byRoom = new TreeMap<>();

  private BigInteger baseFee = BigInteger.ZERO;

  private static NavigableSet<Candidate> ordered(final Function<Candidate, BigInteger> price) {
    return new TreeSet<>(
        Comparator.comparing(price)
            .reversed()
            .thenComparingLong(Candidate::position)
            .thenComparing(Candidate::hash));
  }

  private static BigInteger room(final Candidate candidate) {
    return candidate.maxFeePerGas().subtract(candidate.maxPriorityFeePerGas());
  }

  private NavigableSet<Candidate> orderOf(final BigInteger room) {
    return baseFee.compareTo(room) <= 0 ? byTip : byMaxFee;
  }

  void add(final Candidate head) {
    final BigInteger room = room(head);
    byRoom.computeIfAbsent(room, key -> new LinkedHashSet<>()).add(head);
    orderOf(room).add(head);
  }

  void remove(final Candidate head) {
    final BigInteger room = room(head);
    byRoom.computeIfPresent(
        room,
        (key, heads) -> {
          heads.remove(head);
          return heads.isEmpty() ? null : heads;
        });
    orderOf(room).remove(head);
  }

  void clear() {
    byRoom.clear();
    byTip.clear();
    byMaxFee.clear();
  }

  /**
   * @param fee the base fee in wei, for {@link #price} and the order
   */
  void at(final BigInteger fee) {
    if (fee.compareTo(baseFee) > 0) {
      move(byRoom.subMap(baseFee, true, fee, false), byTip, byMaxFee);
    } else {
      move(byRoom.subMap(fee, true, baseFee, false), byMaxFee, byTip);
    }
    baseFee = fee;
  }

  private static void move(
      final NavigableMap<BigInteger, Set<Candidate>> part,
      final Set<Candidate> from,
      final Set<Candidate> to) {
    for (final Set<Candidate> heads : part.values()) {
      from.removeAll(heads);
      to.addAll(heads);
    }
  }

  /** What it pays per gas at the base fee, in wei. */
  BigInteger price(final Candidate candidate) {
    return PriceFloor.effectivePrice(
        candidate.maxFeePerGas(), candidate.maxPriorityFeePerGas(), baseFee);
  }

  BigInteger baseFee() {
    return baseFee;
  }

  /** Whether the first is to be tried before the second: it pays more, or the same and is older. */
  int compare(final Candidate one, final Candidate other) {
    final int byPrice = price(other).compareTo(price(one));
    return byPrice != 0 ? byPrice : Long.compare(one.position(), other.position());
  }

  /** From the best one on; only while nothing is added or removed. */
  Iterator<Candidate> iterator() {
    return new Merged(byTip.iterator(), byMaxFee.iterator());
  }

  private final class Merged implements Iterator<Candidate> {
    private final Iterator<Candidate> left;
    private final Iterator<Candidate> right;
    private Candidate nextLeft;
    private Candidate nextRight;

    private Merged(final Iterator<Candidate> left, final Iterator<Candidate> right) {
      this.left = left;
      this.right = right;
      nextLeft = nextOf(left);
      nextRight = nextOf(right);
    }

    private static Candidate nextOf(final Iterator<Candidate> iterator) {
      return iterator.hasNext() ? iterator.next() : null;
    }

    @Override
    public boolean hasNext() {
      return nextLeft != null || nextRight != null;
    }

    @Override
    public Candidate next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      final Candidate best;
      if (nextRight == null || nextLeft != null && compare(nextLeft, nextRight) <= 0) {
        best = nextLeft;
        nextLeft = nextOf(left);
      } else {
        best = nextRight;
        nextRight = nextOf(right);
      }
      return best;
    }
  }
}
