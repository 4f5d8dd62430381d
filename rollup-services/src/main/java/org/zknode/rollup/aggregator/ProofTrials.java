/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds out which of several provers makes bad proofs: when proofs of different makers cannot be
 * joined, one of the makers alone makes all of them again. If its own can be joined the others are
 * to blame, else it is. Without that two provers of the same speed would take turns for ever.
 * Thread-safe.
 */
final class ProofTrials {
  /** Trials at a time; when there are more, the oldest ends undecided. */
  static final int MAX_TRIALS = 64;

  private record Trial(String prover, Set<String> others, long untilMillis) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<BatchRange, Trial> trials = new LinkedHashMap<>();

  /**
   * @param prover who alone makes the proofs of the range
   * @param others whom to blame when that works
   * @param untilMillis from then on everyone may make them again
   */
  void begin(
      final BatchRange range,
      final String prover,
      final Set<String> others,
      final long untilMillis) {
    lock.lock();
    try {
      trials.remove(range);
      trials.put(range, new Trial(prover, Set.copyOf(others), untilMillis));
      if (trials.size() > MAX_TRIALS) {
        trials.remove(trials.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** False while another prover is on trial with that batch. */
  boolean mayProve(final long batch, final String prover, final long nowMillis) {
    lock.lock();
    try {
      trials.values().removeIf(trial -> trial.untilMillis() <= nowMillis);
      return trials.entrySet().stream()
          .filter(entry -> entry.getKey().contains(batch))
          .allMatch(entry -> entry.getValue().prover().equals(prover));
    } finally {
      lock.unlock();
    }
  }

  /** The trial is over, if there was one; returns whom it puts in the wrong when it succeeded. */
  Set<String> end(final BatchRange range) {
    lock.lock();
    try {
      final Trial trial = trials.remove(range);
      return trial == null ? Set.of() : trial.others();
    } finally {
      lock.unlock();
    }
  }
}
