/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells a prover that fails from a batch that cannot be proven: nothing limits what a forced batch
 * needs. A failure counts against a prover as long as it is the only one that failed on that batch,
 * and once for each batch; when another one succeeds on it, it counts against all who did not.
 * Lives in memory: a restart tries everything anew. Thread-safe.
 */
final class BatchFailures {
  /** Failures on one batch that somebody has to know of. */
  static final int REPEATED = 3;

  /** Batches remembered; of more, the highest are forgotten: those in front hold up verification */
  static final int MAX_BATCHES = 256;

  /** Provers remembered for each batch. */
  static final int MAX_PROVERS = 16;

  private static final class Failures {
    private final Map<String, String> lastByProver = new LinkedHashMap<>();
    private long attempts;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, Failures> batches = new TreeMap<>();

  /**
   * Whose fault a failure is.
   *
   * @param counts whether it counts against the prover
   * @param excused provers whose failure on the batch does not count against them any more
   */
  record Verdict(boolean counts, Set<String> excused) {}

  /**
   * What failed again and again.
   *
   * @param lastByProver each prover's last failure
   */
  record Repeated(long batch, long attempts, Map<String, String> lastByProver) {}

  Verdict failed(final long batch, final String prover, final String why) {
    lock.lock();
    try {
      final Failures failures = batches.computeIfAbsent(batch, any -> new Failures());
      if (batches.size() > MAX_BATCHES) {
        batches.pollLastEntry();
      }
      failures.attempts++;
      final Set<String> others = new HashSet<>(failures.lastByProver.keySet());
      final boolean known = others.remove(prover);
      if (known || others.size() < MAX_PROVERS) {
        failures.lastByProver.put(prover, why);
      }
      return new Verdict(
          !known && others.isEmpty(), !known && others.size() == 1 ? others : Set.of());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The batch can be proven.
   *
   * @return those against whom their failure on it counts again, with what they said
   */
  Map<String, String> succeeded(final long batch, final String prover) {
    lock.lock();
    try {
      final Failures failures = batches.remove(batch);
      if (failures == null || failures.lastByProver.size() < 2) {
        return Map.of();
      }
      failures.lastByProver.remove(prover);
      return failures.lastByProver;
    } finally {
      lock.unlock();
    }
  }

  boolean hasFailed(final long batch, final String prover) {
    lock.lock();
    try {
      final Failures failures = batches.get(batch);
      return failures != null && failures.lastByProver.containsKey(prover);
    } finally {
      lock.unlock();
    }
  }

  /** These are verified on L1. */
  void forgetUpTo(final long batch) {
    lock.lock();
    try {
      batches.headMap(batch, true).clear();
    } finally {
      lock.unlock();
    }
  }

  /** Batches on which provers failed {@link #REPEATED} times or more, ascending. */
  List<Repeated> repeated() {
    lock.lock();
    try {
      return batches.entrySet().stream()
          .filter(entry -> entry.getValue().attempts >= REPEATED)
          .map(
              entry ->
                  new Repeated(
                      entry.getKey(),
                      entry.getValue().attempts,
                      new LinkedHashMap<>(entry.getValue().lastByProver)))
          .toList();
    } finally {
      lock.unlock();
    }
  }
}
