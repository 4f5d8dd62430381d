/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells a prover that fails from a proof that is bad: recursive proofs are opaque here, so a wrong
 * one shows only when it cannot be joined, or when the final proof made of it does not fit. Once
 * two provers have failed on a range, or the only one there is has twice, its proofs are suspect.
 * Thread-safe.
 */
final class ProofSuspicion {
  /** Failures on one range that make its proofs suspect. */
  static final int FAILURES = 2;

  /** Ranges remembered; each is at most some minutes old while provers work. */
  static final int MAX_RANGES = 256;

  private static final class Failures {
    private final Set<String> provers = new HashSet<>();
    private int count;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<BatchRange, Failures> ranges = new LinkedHashMap<>();

  /**
   * A prover has failed on that range.
   *
   * @param connected provers that are there now
   * @return true when the proofs of the range are to be made again; what was counted is forgotten
   */
  boolean failed(final BatchRange range, final String prover, final int connected) {
    lock.lock();
    try {
      final Failures failures = ranges.computeIfAbsent(range, any -> new Failures());
      failures.provers.add(prover);
      failures.count++;
      final boolean suspect =
          failures.provers.size() >= FAILURES || (connected <= 1 && failures.count >= FAILURES);
      if (suspect) {
        ranges.remove(range);
      } else if (ranges.size() > MAX_RANGES) {
        ranges.remove(ranges.keySet().iterator().next());
      }
      return suspect;
    } finally {
      lock.unlock();
    }
  }

  void succeeded(final BatchRange range) {
    lock.lock();
    try {
      ranges.remove(range);
    } finally {
      lock.unlock();
    }
  }
}
