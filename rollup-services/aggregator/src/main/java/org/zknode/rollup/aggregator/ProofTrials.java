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

  /** Verdicts that can still be taken back; they are rare, so the oldest of more may stand. */
  static final int MAX_VERDICTS = 64;

  private record Trial(String prover, Set<String> others, long untilMillis) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<BatchRange, Trial> trials = new LinkedHashMap<>();

  /** Whom a trial put in the wrong, by the batches that it was about. */
  private final Map<BatchRange, Set<String>> verdicts = new LinkedHashMap<>();

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

  /** The trial is over, if there was one, and puts nobody in the wrong. */
  void drop(final BatchRange range) {
    lock.lock();
    try {
      trials.remove(range);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The proofs of the one on trial could be joined.
   *
   * @return whom that puts in the wrong; empty when there was no trial
   */
  Set<String> succeed(final BatchRange range) {
    lock.lock();
    try {
      final Trial trial = trials.remove(range);
      if (trial == null || trial.others().isEmpty()) {
        return Set.of();
      }
      remember(range, trial.others());
      return trial.others();
    } finally {
      lock.unlock();
    }
  }

  private void remember(final BatchRange range, final Set<String> wrong) {
    verdicts.remove(range);
    verdicts.put(range, wrong);
    if (verdicts.size() > MAX_VERDICTS) {
      verdicts.remove(verdicts.keySet().iterator().next());
    }
  }

  /**
   * What was made of the proofs of that range is wrong: proofs that fit each other are not right
   * for that, so who won a trial with wrong ones got the others blamed.
   *
   * @return whom the trials about batches of that range had put in the wrong, by those batches
   */
  Map<BatchRange, Set<String>> takeBack(final BatchRange range) {
    lock.lock();
    try {
      final Map<BatchRange, Set<String>> within = new LinkedHashMap<>();
      verdicts.forEach(
          (tried, wrong) -> {
            if (range.from() <= tried.from() && tried.to() <= range.to()) {
              within.put(tried, wrong);
            }
          });
      verdicts.keySet().removeAll(within.keySet());
      return within;
    } finally {
      lock.unlock();
    }
  }
}
