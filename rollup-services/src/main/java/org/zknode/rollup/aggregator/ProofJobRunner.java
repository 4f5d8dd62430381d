/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.rollup.config.AggregatorConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore;

/** Carries one job through with one prover. Thread-safe. */
final class ProofJobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ProofJobRunner.class);

  private static final String BATCH = "batch";
  private static final String AGGREGATED = "aggregated";
  private static final String FINAL = "final";

  private final AggregatorConfig config;
  private final Address sender;
  private final StateStore store;
  private final Clock clock;
  private final ProofScheduler scheduler;
  private final FinalProofSender finals;
  private final FinalProofCheck check;
  private final BatchStates states;
  private final ProverInput input;
  private final AggregatorEvents events;

  private final ProverRoster roster;
  private final Metrics.Counter late;
  private final Map<String, Metrics.Counter> made;
  private final ProofSuspicion suspicion = new ProofSuspicion();

  ProofJobRunner(
      final AggregatorConfig config,
      final Address sender,
      final AggregatorPorts ports,
      final ProofScheduler scheduler,
      final FinalProofSender finals,
      final FinalProofCheck check,
      final BatchStates states,
      final ProverInput input,
      final AggregatorEvents events,
      final ProverRoster roster) {
    this.config = config;
    this.sender = sender;
    this.store = ports.store();
    this.clock = ports.clock();
    this.scheduler = scheduler;
    this.finals = finals;
    this.check = check;
    this.states = states;
    this.input = input;
    this.events = events;
    this.roster = roster;
    final Metrics metrics = ports.metrics();
    this.late =
        metrics.counter("aggregator_late_proofs", "proofs whose batches were with another prover");
    this.made =
        Map.of(
            BATCH, metrics.counter("aggregator_batch_proofs", "batch proofs stored"),
            AGGREGATED, metrics.counter("aggregator_aggregated_proofs", "joined proofs stored"),
            FINAL, metrics.counter("aggregator_final_proofs", "final proofs handed to L1"));
  }

  /**
   * Returns when the proof is stored or handed to L1, or is not wanted any more.
   *
   * @param name of the prover
   * @throws ProverException the prover is to blame
   * @throws TemporaryException state DB or L1 are
   */
  void run(final ProofJob job, final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    LOG.info("Prover {} begins a {} proof of {}", name, kind(job), job.range());
    switch (job) {
      case ProofJob.SingleBatch batch -> proveBatch(batch, prover, name);
      case ProofJob.Aggregate aggregate -> aggregate(aggregate, prover, name);
      case ProofJob.Final last -> proveFinal(last, prover, name);
    }
  }

  private void proveBatch(
      final ProofJob.SingleBatch job, final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    final String id = prover.genBatchProof(input.of(job.range().from()));
    stored(job, name, scheduler.complete(job, recursiveProof(job, prover, name, id)));
  }

  private void aggregate(
      final ProofJob.Aggregate job, final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    final Optional<String> first = scheduler.text(job.first());
    final Optional<String> second = scheduler.text(job.second());
    if (first.isEmpty() || second.isEmpty()) {
      return; // verified on L1 by someone else meanwhile
    }
    final String id = prover.genAggregatedProof(first.get(), second.get());
    final String joined;
    try {
      joined = recursiveProof(job, prover, name, id);
    } catch (final ProofFailedException e) {
      suspect(job, List.of(job.first(), job.second()), name, e.getMessage());
      throw e;
    }
    suspicion.succeeded(job.range());
    for (final String other : scheduler.endTrial(job.range())) {
      quarantine(other, "its proofs of %s could not be joined".formatted(job.range()));
    }
    stored(job, name, scheduler.complete(job, name, joined));
  }

  private void proveFinal(final ProofJob.Final job, final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    final BatchRange range = job.range();
    if (!finals.isWanted(range)) {
      return;
    }
    final Optional<String> recursive = scheduler.text(job.proof());
    if (recursive.isEmpty()) {
      return; // verified on L1 by someone else meanwhile
    }
    final String id = prover.genFinalProof(recursive.get(), sender.toString());
    final GetProofResponse answer = await(job, prover, name, id);
    if (!answer.hasFinalProof()) {
      throw new ProverException("prover %s gave no final proof for %s".formatted(name, range));
    }
    final FinalProof proof = answer.getFinalProof();
    final BatchState after = stateAfter(range.to());
    final List<String> differences =
        check.differences(proof, range, stateAfter(range.from() - 1), after);
    if (!differences.isEmpty()) {
      mismatch(job, name, differences);
    }
    if (!finals.isWanted(range)) {
      // Someone else's verification came in between; what is left of it is decided anew.
      return;
    }
    suspicion.succeeded(range);
    finals.submit(range, after, proof);
    made.get(FINAL).increment();
  }

  private void mismatch(final ProofJob.Final job, final String name, final List<String> differences)
      throws ProverException {
    final String text =
        "final proof of %s by prover %s is thrown away: %s"
            .formatted(job.range(), name, String.join("; ", differences));
    events.warn("FINAL_PROOF_MISMATCH", text);
    suspect(job, List.of(job.proof()), name, text);
    throw new ProverException(text);
  }

  /**
   * What the proofs are made into is bad or cannot be made. When that is not only this prover's
   * experience the proofs are made again; if one prover made them all, it is the one to blame.
   */
  private void suspect(
      final ProofJob job, final List<ProofHead> proofs, final String name, final String why) {
    if (!suspicion.failed(job.range(), name, roster.connectedNames())) {
      return;
    }
    final Set<String> makers = scheduler.discard(proofs);
    final String text =
        "the proofs of %s, made by %s, are thrown away and made again: %s"
            .formatted(job.range(), String.join(" and ", makers), why);
    events.warn("PROOFS_DISCARDED", text);
    scheduler.endTrial(job.range());
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
              scheduler.tryAlone(range, prover, known ? others : Set.of());
            });
  }

  private void quarantine(final String prover, final String why) {
    events.warn(
        "PROVER_QUARANTINED",
        "prover %s gets no work for %s: %s".formatted(prover, roster.blame(prover, why), why));
  }

  private String recursiveProof(
      final ProofJob job, final ProverChannel prover, final String name, final String id)
      throws ProverException, InterruptedException {
    final String proof = await(job, prover, name, id).getRecursiveProof();
    if (proof.isEmpty()) {
      throw new ProverException(
          "prover %s gave no recursive proof for %s".formatted(name, job.range()));
    }
    return proof;
  }

  private GetProofResponse await(
      final ProofJob job, final ProverChannel prover, final String name, final String id)
      throws ProverException, InterruptedException {
    final long until = clock.millis() + config.proofTimeout().toMillis();
    while (true) {
      final GetProofResponse answer = prover.getProof(id);
      switch (answer.getResult()) {
        case RESULT_COMPLETED_OK -> {
          return answer;
        }
        case RESULT_PENDING ->
            LOG.trace("Prover {} is not done with {} of {}", name, id, job.range());
        default ->
            throw new ProofFailedException(
                "prover %s could not make a %s proof of %s: %s %s"
                    .formatted(
                        name,
                        kind(job),
                        job.range(),
                        answer.getResult(),
                        ProverText.limited(answer.getResultString())));
      }
      if (clock.millis() >= until) {
        prover.cancel(id);
        throw new ProverException(
            "prover %s did not make a %s proof of %s within %s"
                .formatted(name, kind(job), job.range(), config.proofTimeout()));
      }
      if (prover.awaitClosed(config.pollInterval())) {
        throw new ProverException(
            "prover %s went away while it made a %s proof of %s"
                .formatted(name, kind(job), job.range()));
      }
    }
  }

  private void stored(final ProofJob job, final String name, final boolean done) {
    if (done) {
      made.get(kind(job)).increment();
      return;
    }
    late.increment();
    events.warn(
        "LATE_PROOF",
        "the %s proof of %s by prover %s came too late, its batches are with another prover"
            .formatted(kind(job), job.range(), name));
  }

  private BatchState stateAfter(final long batch) {
    return store
        .read(tx -> states.after(tx, batch))
        .orElseThrow(
            () ->
                new TemporaryException(
                    "batch %d is not executed here as it is on L1".formatted(batch)));
  }

  /** For people: kind and range. */
  static String describe(final ProofJob job) {
    return "%s proof of %s".formatted(kind(job), job.range());
  }

  private static String kind(final ProofJob job) {
    return switch (job) {
      case ProofJob.SingleBatch batch -> BATCH;
      case ProofJob.Aggregate aggregate -> AGGREGATED;
      case ProofJob.Final last -> FINAL;
    };
  }
}
