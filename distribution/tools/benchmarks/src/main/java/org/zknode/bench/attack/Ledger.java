/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes32;

/** What one party sent in one phase, and what became of it; from any thread. */
final class Ledger {
  private static final int MOST_TEXTS = 10;

  private final Thirds thirds;
  private final Map<Bytes32, Long> waiting = new ConcurrentHashMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final Map<String, Long> figures = new ConcurrentHashMap<>();
  private final AtomicReference<BigInteger> paidOnL1 = new AtomicReference<>(BigInteger.ZERO);

  /**
   * @param thirds of the phase
   */
  Ledger(final Thirds thirds) {
    this.thirds = thirds;
  }

  /** It is on its way: it may be in a block before the node's answer is here. */
  void sending(final Bytes32 hash, final long sentNanos) {
    acted();
    waiting.put(hash, sentNanos);
  }

  /** What was {@link #sending} was taken by the node. */
  void taken() {
    taken.incrementAndGet();
  }

  /**
   * What was {@link #sending} was not taken.
   *
   * @param text what the node said
   */
  void refused(final Bytes32 hash, final String text) {
    waiting.remove(hash);
    refused(text);
  }

  /** Nothing was sent after all. */
  void refused(final String text) {
    refused.incrementAndGet();
    if (refusals.size() < MOST_TEXTS || refusals.containsKey(text)) {
      refusals.merge(text, 1, Integer::sum);
    }
  }

  /** What the node said, and how often; not all of many different texts. */
  Map<String, Integer> refusals() {
    return Map.copyOf(refusals);
  }

  /** The party did something, sent or not. */
  void acted() {
    thirds.note(System.nanoTime());
  }

  /** Of a figure that only this attack has, so much more. */
  void count(final String figure, final long more) {
    figures.merge(figure, more, Long::sum);
  }

  /** Figures that only this attack has. */
  Map<String, Long> figures() {
    return new TreeMap<>(figures);
  }

  /** So often did the party something, in each third of the phase. */
  List<Long> acts() {
    return thirds.counts();
  }

  /** Fees on L1, in wei. */
  void paidOnL1(final BigInteger wei) {
    paidOnL1.accumulateAndGet(wei, BigInteger::add);
  }

  BigInteger paidOnL1() {
    return paidOnL1.get();
  }

  /**
   * It is in a block.
   *
   * @return whether it is one of this ledger's
   */
  boolean included(final Bytes32 hash, final long nowNanos) {
    final Long sent = waiting.remove(hash);
    if (sent == null) {
      return false;
    }
    synchronized (latencies) {
      latencies.add(nowNanos - sent);
    }
    return true;
  }

  long takenCount() {
    return taken.get();
  }

  long refusedCount() {
    return refused.get();
  }

  int waitingCount() {
    return waiting.size();
  }

  int includedCount() {
    synchronized (latencies) {
      return latencies.size();
    }
  }

  /** Nanoseconds from sending to being seen in a block; what still waits counts with its age. */
  List<Long> latencies(final long nowNanos) {
    final List<Long> all;
    synchronized (latencies) {
      all = new ArrayList<>(latencies);
    }
    waiting.values().forEach(sent -> all.add(nowNanos - sent));
    all.sort(null);
    return all;
  }
}
