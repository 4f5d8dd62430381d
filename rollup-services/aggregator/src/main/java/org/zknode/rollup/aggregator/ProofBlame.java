/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.zknode.rollup.state.ProofHead;

/**
 * Who is to blame when proofs cannot be joined, or the final proof does not fit: the prover that
 * was at it, or those that made what it was made of (docs/operate/provers.md). Thread-safe.
 */
final class ProofBlame {
  private final StoredProofs stored;
  private final ProofTrials trials;
  private final ProverRoster roster;
  private final AggregatorEvents events;
  private final Clock clock;
  private final Duration leaseTime;
  private final ProofSuspicion suspicion = new ProofSuspicion();

  /**
   * @param leaseTime how long one prover alone makes the proofs of a range at the most
   */
  ProofBlame(
      final StoredProofs stored,
      final ProofTrials trials,
      final ProverRoster roster,
      final AggregatorEvents events,
      final Clock clock,
      final Duration leaseTime) {
    this.stored = stored;
    this.trials = trials;
    this.roster = roster;
    this.events = events;
    this.clock = clock;
    this.leaseTime = leaseTime;
  }

  /** The final proof of that range fits. */
  void finished(final BatchRange range) {
    suspicion.succeeded(range);
  }

  /** The proofs of that range were joined; when one prover alone made them, others could not. */
  void joined(final BatchRange range) {
    suspicion.succeeded(range);
    for (final String other : trials.succeed(range)) {
      quarantine(other, "its proofs of %s could not be joined".formatted(range));
    }
  }

  /** What was made of the proofs of that range is wrong: verdicts by them do not stand. */
  void pardon(final BatchRange range) {
    trials.takeBack(range).forEach((tried, names) -> names.forEach(name -> pardon(tried, name)));
  }

  private void pardon(final BatchRange tried, final String name) {
    roster.pardon(name);
    events.warn(
        "PROVER_PARDONED",
        "prover %s gets work again: the proofs of %s that it was blamed for are wrong"
            .formatted(name, tried));
  }

  /**
   * What the proofs are made into is bad or cannot be made. When that is not only this prover's
   * experience the proofs are made again; if one prover made them all, it is the one to blame.
   */
  void failed(
      final ProofJob job, final List<ProofHead> proofs, final String name, final String why) {
    if (!suspicion.failed(job.range(), name, roster.namesAtWork())) {
      return;
    }
    final Set<String> makers = stored.discard(proofs);
    final String text =
        "the proofs of %s, made by %s, are thrown away and made again: %s"
            .formatted(job.range(), String.join(" and ", makers), why);
    events.warn("PROOFS_DISCARDED", text);
    trials.drop(job.range());
    if (roster.connectedNames() > 1 && job instanceof ProofJob.Aggregate) {
      judge(job.range(), proofs, makers);
    }
  }

  private void judge(
      final BatchRange range, final List<ProofHead> proofs, final Set<String> makers) {
    if (makers.size() == 1) {
      quarantine(makers.iterator().next(), "its proofs of %s do not fit".formatted(range));
      return;
    }
    // Who made the parts of a joined proof is not known any more.
    final boolean known = proofs.stream().allMatch(head -> head.fromBatch() == head.toBatch());
    makers.stream()
        .filter(roster::isAtWork)
        .findFirst()
        .ifPresent(
            prover -> {
              final Set<String> others = new TreeSet<>(makers);
              others.remove(prover);
              trials.begin(
                  range, prover, known ? others : Set.of(), clock.millis() + leaseTime.toMillis());
            });
  }

  private void quarantine(final String prover, final String why) {
    events.warn(
        "PROVER_QUARANTINED",
        "prover %s gets no work for %s: %s".formatted(prover, roster.blame(prover, why), why));
  }
}
