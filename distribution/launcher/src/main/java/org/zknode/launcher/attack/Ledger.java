/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes32;

/** What one party sent in one phase, and what became of it; from any thread. */
final class Ledger {
  private static final int MOST_TEXTS = 10;

  private final Map<Bytes32, Long> waiting = new ConcurrentHashMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

  void taken(final Bytes32 hash, final long sentNanos) {
    waiting.put(hash, sentNanos);
    taken.incrementAndGet();
  }

  void refused() {
    refused.incrementAndGet();
  }

  /**
   * @param text what the node said
   */
  void refused(final String text) {
    refused();
    if (refusals.size() < MOST_TEXTS || refusals.containsKey(text)) {
      refusals.merge(text, 1, Integer::sum);
    }
  }

  /** What the node said, and how often; not all of many different texts. */
  Map<String, Integer> refusals() {
    return Map.copyOf(refusals);
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
