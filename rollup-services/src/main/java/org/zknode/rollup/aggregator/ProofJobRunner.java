/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.rollup.config.AggregatorConfig;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;

/** Carries one job through with one prover. Thread-safe. */
final class ProofJobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ProofJobRunner.class);

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

  /** The last range whose final proof did not fit; at the second time the range is proven anew. */
  private final AtomicReference<BatchRange> lastMismatch = new AtomicReference<>();

  ProofJobRunner(
      final AggregatorConfig config,
      final Address sender,
      final AggregatorPorts ports,
      final ProofScheduler scheduler,
      final FinalProofSender finals,
      final FinalProofCheck check,
      final BatchStates states,
      final ProverInput input,
      final AggregatorEvents events) {
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
    if (!scheduler.complete(job, recursiveProof(job, prover, name, id))) {
      late(job, name);
    }
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
    if (!scheduler.complete(job, name, recursiveProof(job, prover, name, id))) {
      late(job, name);
    }
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
    finals.submit(range, after, proof);
  }

  private void mismatch(final ProofJob.Final job, final String name, final List<String> differences)
      throws ProverException {
    final boolean again = job.range().equals(lastMismatch.getAndSet(job.range()));
    final String text =
        "final proof of %s by prover %s is thrown away: %s%s"
            .formatted(
                job.range(),
                name,
                String.join("; ", differences),
                again ? "; the range is proven again from its batches" : "");
    events.warn("FINAL_PROOF_MISMATCH", text);
    if (again) {
      scheduler.discard(job);
      lastMismatch.set(null);
    }
    throw new ProverException(text);
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
            throw new ProverException(
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

  private void late(final ProofJob job, final String name) {
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

  private static String kind(final ProofJob job) {
    return switch (job) {
      case ProofJob.SingleBatch batch -> "batch";
      case ProofJob.Aggregate aggregate -> "aggregated";
      case ProofJob.Final last -> "final";
    };
  }
}
