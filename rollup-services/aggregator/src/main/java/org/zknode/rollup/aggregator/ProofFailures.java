/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.zknode.rollup.aggregator.BatchFailures.Repeated;
import org.zknode.rollup.aggregator.BatchFailures.Verdict;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.status.NodeStatus;

/** What follows from failed jobs: for the provers, and for who runs the node. Thread-safe. */
final class ProofFailures {
  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "aggregator-batch-fails";

  /** Provers whose words are in the reason. */
  private static final int MAX_QUOTED = 5;

  private final BatchFailures batches;
  private final ProverRoster roster;
  private final AggregatorEvents events;
  private final StateStore store;
  private final NodeStatus status;
  private final Duration proofTimeout;

  /**
   * @param proofTimeout after which a job is given up
   */
  ProofFailures(
      final BatchFailures batches,
      final ProverRoster roster,
      final AggregatorEvents events,
      final StateStore store,
      final NodeStatus status,
      final Duration proofTimeout) {
    this.batches = batches;
    this.roster = roster;
    this.events = events;
    this.store = store;
    this.status = status;
    this.proofTimeout = proofTimeout;
  }

  /** A prover could not do a job. */
  void failed(final ProofJob job, final String prover, final ProverException failure) {
    final String why = failure.getMessage();
    if (job instanceof ProofJob.SingleBatch batch) {
      final Verdict verdict = batches.failed(batch.range().from(), prover, why);
      verdict.excused().forEach(other -> excuse(other, batch.range()));
      if (!verdict.counts()) {
        roster.noted(prover, why);
        return;
      }
    } else if (job instanceof ProofJob.Aggregate && failure instanceof ProofFailedException) {
      // That proofs cannot be joined may be their makers' fault: ProofJobRunner finds out.
      return;
    }
    blame(prover, why);
  }

  /** A prover has proven that batch, on which others may have failed. */
  void succeeded(final long batch, final String prover) {
    batches.succeeded(batch, prover).forEach(this::blame);
  }

  private void blame(final String prover, final String why) {
    roster
        .failed(prover, why)
        .ifPresent(
            pause ->
                events.warn(
                    "PROVER_QUARANTINED",
                    "prover %s keeps failing and gets no work for %s; the last failure: %s"
                        .formatted(prover, pause, why)));
  }

  private void excuse(final String prover, final BatchRange range) {
    if (roster.excuse(prover)) {
      events.warn(
          "PROVER_PARDONED",
          "prover %s gets work again: others fail on %s too".formatted(prover, range));
    }
  }

  /** Says on which batches provers fail again and again; to be repeated. */
  void tell() {
    if (batches.repeated().isEmpty()) {
      status.recovered(DEGRADED_KEY);
      return;
    }
    batches.forgetUpTo(store.read(FinalProofSender::lastVerified));
    final List<Repeated> left = batches.repeated();
    if (left.isEmpty()) {
      status.recovered(DEGRADED_KEY);
      return;
    }
    status.degraded(DEGRADED_KEY, store.read(tx -> text(tx, left)));
  }

  private String text(final Tx tx, final List<Repeated> repeated) {
    final Repeated first = repeated.getFirst();
    final String said =
        first.lastByProver().entrySet().stream()
            .limit(MAX_QUOTED)
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("; "));
    return "%d attempts to prove batch %d%s have failed%s; nothing from it on can be verified. %s. Connect a larger prover, or raise --plugin-aggregator-proof-timeout (%d s now)"
        .formatted(
            first.attempts(),
            first.batch(),
            about(tx, first.batch()),
            repeated.size() > 1 ? ", %d batches fail so in all".formatted(repeated.size()) : "",
            said,
            proofTimeout.toSeconds());
  }

  /** What makes it large, as far as this node knows. */
  private static String about(final Tx tx, final long batch) {
    final String forced =
        tx.batches()
            .find(batch)
            .flatMap(Batch::forced)
            .map(
                input ->
                    ", which somebody forced on L1 (number %d there; a batch's limits do not hold for it),"
                        .formatted(input.number()))
            .orElse("");
    final String gas =
        tx.batchResources()
            .find(batch)
            .map(used -> " with %d gas".formatted(used.gas()))
            .orElse("");
    return gas + forced;
  }
}
