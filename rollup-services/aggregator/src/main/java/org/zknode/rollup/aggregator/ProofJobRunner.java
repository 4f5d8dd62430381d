/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;

/**
 * Carries jobs through, each with one prover, in steps: {@link #begin}, then {@link #poll} until it
 * is done. Whoever calls waits in between. Thread-safe.
 */
final class ProofJobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ProofJobRunner.class);

  private static final String BATCH = "batch";
  private static final String AGGREGATED = "aggregated";
  private static final String FINAL = "final";

  private final AggregatorConfig config;
  private final Address sender;
  private final StateStore store;
  private final ExitRoots exitRoots;
  private final Clock clock;
  private final StoredProofs proofs;
  private final ProofBlame blame;
  private final FinalProofSender finals;
  private final FinalProofCheck check;
  private final BatchStates states;
  private final ProverInput input;
  private final AggregatorEvents events;

  private final ProofFailures failures;
  private final Metrics.Counter late;
  private final Map<String, Metrics.Counter> made;

  ProofJobRunner(
      final AggregatorConfig config,
      final Address sender,
      final AggregatorPorts ports,
      final StoredProofs proofs,
      final ProofBlame blame,
      final FinalProofSender finals,
      final FinalProofCheck check,
      final BatchStates states,
      final ProverInput input,
      final AggregatorEvents events,
      final ProofFailures failures) {
    this.config = config;
    this.sender = sender;
    this.store = ports.store();
    this.exitRoots = ports.exitRoots();
    this.clock = ports.clock();
    this.proofs = proofs;
    this.blame = blame;
    this.finals = finals;
    this.check = check;
    this.states = states;
    this.input = input;
    this.events = events;
    this.failures = failures;
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
   * A job that a prover is at.
   *
   * @param proofId the prover's id of the proof to come
   * @param untilMillis the prover must be done by then
   */
  record Running(ProofJob job, Prover prover, String name, String proofId, long untilMillis) {}

  /**
   * Hands the job to the prover.
   *
   * @param name of the prover
   * @return empty when its proof is not wanted any more
   * @throws ProverException the prover is to blame
   * @throws TemporaryException state DB or L1 are
   */
  Optional<Running> begin(final ProofJob job, final Prover prover, final String name)
      throws ProverException, InterruptedException {
    LOG.info("Prover {} begins a {} proof of {}", name, kind(job), job.range());
    final Optional<String> id =
        switch (job) {
          case ProofJob.SingleBatch batch ->
              Optional.of(prover.genBatchProof(input.of(batch.range().from())));
          case ProofJob.Aggregate aggregate -> beginAggregate(aggregate, prover);
          case ProofJob.Final last -> beginFinal(last, prover);
        };
    final long until = clock.millis() + config.proofTimeout().toMillis();
    return id.map(proofId -> new Running(job, prover, name, proofId, until));
  }

  /** Empty when the proofs were verified on L1 by someone else meanwhile. */
  private Optional<String> beginAggregate(final ProofJob.Aggregate job, final Prover prover)
      throws ProverException, InterruptedException {
    final Optional<String> first = proofs.text(job.first());
    final Optional<String> second = proofs.text(job.second());
    return first.isEmpty() || second.isEmpty()
        ? Optional.empty()
        : Optional.of(prover.genAggregatedProof(first.get(), second.get()));
  }

  private Optional<String> beginFinal(final ProofJob.Final job, final Prover prover)
      throws ProverException, InterruptedException {
    if (!finals.isWanted(job.range())) {
      return Optional.empty();
    }
    final Optional<String> recursive = proofs.text(job.proof());
    return recursive.isEmpty()
        ? Optional.empty()
        : Optional.of(prover.genFinalProof(recursive.get(), sender.toString()));
  }

  /**
   * Asks the prover once whether it is done; when it is, the proof is stored or handed to L1.
   *
   * @return false while it is not
   * @throws ProverException the prover is to blame
   * @throws TemporaryException state DB or L1 are
   */
  boolean poll(final Running running) throws ProverException, InterruptedException {
    final ProofJob job = running.job();
    if (!running.prover().isOpen()) {
      throw new ProverException(
          "prover %s went away while it made a %s proof of %s"
              .formatted(running.name(), kind(job), job.range()));
    }
    final GetProofResponse answer = running.prover().getProof(running.proofId());
    switch (answer.getResult()) {
      case RESULT_COMPLETED_OK -> {
        finish(running, answer);
        return true;
      }
      case RESULT_PENDING ->
          LOG.trace(
              "Prover {} is not done with {} of {}",
              running.name(),
              running.proofId(),
              job.range());
      default -> throw failed(running, answer);
    }
    if (clock.millis() >= running.untilMillis()) {
      running.prover().cancel(running.proofId());
      throw new ProverException(
          "prover %s did not make a %s proof of %s within %s"
              .formatted(running.name(), kind(job), job.range(), config.proofTimeout()));
    }
    return false;
  }

  private ProofFailedException failed(final Running running, final GetProofResponse answer) {
    final ProofJob job = running.job();
    final ProofFailedException failure =
        new ProofFailedException(
            "prover %s could not make a %s proof of %s: %s %s"
                .formatted(
                    running.name(),
                    kind(job),
                    job.range(),
                    answer.getResult(),
                    ProverText.limited(answer.getResultString())));
    if (job instanceof ProofJob.Aggregate aggregate) {
      blame.failed(
          job,
          List.of(aggregate.first(), aggregate.second()),
          running.name(),
          failure.getMessage());
    }
    return failure;
  }

  private void finish(final Running running, final GetProofResponse answer) throws ProverException {
    final String name = running.name();
    switch (running.job()) {
      case ProofJob.SingleBatch batch -> {
        stored(batch, name, proofs.complete(batch, recursiveProof(batch, name, answer)));
        failures.succeeded(batch.range().from(), name);
      }
      case ProofJob.Aggregate aggregate -> {
        final String joined = recursiveProof(aggregate, name, answer);
        blame.joined(aggregate.range());
        stored(aggregate, name, proofs.complete(aggregate, name, joined));
      }
      case ProofJob.Final last -> finishFinal(last, name, answer);
    }
  }

  private void finishFinal(
      final ProofJob.Final job, final String name, final GetProofResponse answer)
      throws ProverException {
    final BatchRange range = job.range();
    if (!answer.hasFinalProof()) {
      throw new ProverException("prover %s gave no final proof for %s".formatted(name, range));
    }
    final FinalProof proof = answer.getFinalProof();
    final BatchState after = stateAfter(range.to());
    final Bytes32 exitRoot = exitRoots.after(after.lastBlock());
    final List<String> differences =
        check.differences(proof, range, stateAfter(range.from() - 1), after, exitRoot);
    if (!differences.isEmpty()) {
      mismatch(job, name, differences);
    }
    if (!finals.isWanted(range)) {
      // Someone else's verification came in between; what is left of it is decided anew.
      return;
    }
    blame.finished(range);
    finals.submit(range, after.stateRoot(), exitRoot, proof);
    made.get(FINAL).increment();
  }

  private void mismatch(final ProofJob.Final job, final String name, final List<String> differences)
      throws ProverException {
    final String text =
        "final proof of %s by prover %s is thrown away: %s"
            .formatted(job.range(), name, String.join("; ", differences));
    events.warn("FINAL_PROOF_MISMATCH", text);
    blame.pardon(job.range());
    blame.failed(job, List.of(job.proof()), name, text);
    throw new ProverException(text);
  }

  private static String recursiveProof(
      final ProofJob job, final String name, final GetProofResponse answer) throws ProverException {
    final String proof = answer.getRecursiveProof();
    if (proof.isEmpty()) {
      throw new ProverException(
          "prover %s gave no recursive proof for %s".formatted(name, job.range()));
    }
    return proof;
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
