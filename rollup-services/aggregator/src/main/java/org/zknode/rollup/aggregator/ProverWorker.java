/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.status.NodeStatus;

/**
 * What the aggregator does with each connected prover: checks its fork, then gives it one job after
 * the other. One thread per prover calls {@link #serve}; what is known of a prover lives in its
 * {@link ProverSession} only.
 */
final class ProverWorker {
  /**
   * What all sessions share.
   *
   * @param forkId what provers must support
   * @param pollInterval pause of a prover without work, and between two questions for a proof
   * @param roster where what a prover does is noted
   * @param failures where failed jobs are judged
   * @param active false while this process may not hand out work
   */
  record Work(
      long forkId,
      Duration pollInterval,
      ProofScheduler scheduler,
      ProofJobRunner runner,
      NodeStatus status,
      AggregatorEvents events,
      ProverRoster roster,
      ProofFailures failures,
      BooleanSupplier active) {}

  private final Work work;
  private final AtomicInteger working = new AtomicInteger();
  private final Metrics.Counter done;
  private final Metrics.Counter failed;

  ProverWorker(final Work work, final Metrics metrics) {
    this.work = work;
    this.done = metrics.counter("aggregator_proof_jobs", "proof jobs that succeeded");
    this.failed =
        metrics.counter("aggregator_proof_job_failures", "proof jobs that did not succeed");
  }

  /** Provers that have a job now. */
  int working() {
    return working.get();
  }

  /** To be driven by its steps. */
  ProverSession session(final Prover prover) {
    return new ProverSession(prover, work, working, done, failed);
  }

  /** Returns when the prover is gone or refused, or when the thread is interrupted. */
  void serve(final ProverChannel prover) {
    final ProverSession session = session(prover);
    try {
      Optional<Duration> pause = session.step();
      while (pause.isPresent()) {
        prover.pause(pause.get(), session.isIdle());
        pause = session.step();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.end();
    }
  }
}
