/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus;

/**
 * What the aggregator does with each connected prover: checks its fork, then gives it one job after
 * the other. One thread per prover calls {@link #serve}; what is known of a prover lives in that
 * call only.
 */
final class ProverWorker {
  private static final Logger LOG = LoggerFactory.getLogger(ProverWorker.class);

  /** Longest pause of a prover that fails again and again. */
  static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /** The pause doubles with each failure in a row, this many times at the most. */
  private static final int MAX_DOUBLINGS = 8;

  private enum Outcome {
    DONE,
    NOTHING_TO_DO,
    FAILED
  }

  private final long forkId;
  private final Duration pollInterval;
  private final ProofScheduler scheduler;
  private final ProofJobRunner runner;
  private final NodeStatus status;
  private final AggregatorEvents events;
  private final ProverRoster roster;
  private final BooleanSupplier active;
  private final AtomicInteger working = new AtomicInteger();
  private final Metrics.Counter done;
  private final Metrics.Counter failed;

  /**
   * @param forkId what provers must support
   * @param pollInterval pause of a prover without work
   * @param roster where what a prover does is noted
   * @param active false while this process may not hand out work
   */
  ProverWorker(
      final long forkId,
      final Duration pollInterval,
      final ProofScheduler scheduler,
      final ProofJobRunner runner,
      final AggregatorPorts ports,
      final AggregatorEvents events,
      final ProverRoster roster,
      final BooleanSupplier active) {
    this.forkId = forkId;
    this.pollInterval = pollInterval;
    this.scheduler = scheduler;
    this.runner = runner;
    this.status = ports.status();
    this.events = events;
    this.roster = roster;
    this.active = active;
    this.done = ports.metrics().counter("aggregator_proof_jobs", "proof jobs that succeeded");
    this.failed =
        ports.metrics().counter("aggregator_proof_job_failures", "proof jobs that did not succeed");
  }

  /** Provers that have a job now. */
  int working() {
    return working.get();
  }

  /** Returns when the prover is gone or refused, or when the thread is interrupted. */
  void serve(final ProverChannel prover) {
    try {
      final Optional<String> name = welcome(prover);
      if (name.isPresent()) {
        LOG.info("Prover {} connected from {}", name.get(), prover.remote());
        roster.connected(name.get(), prover.remote());
        try {
          work(prover, name.get());
        } finally {
          roster.disconnected(name.get());
        }
        LOG.info("Prover {} is gone", name.get());
      }
    } catch (final ProverException e) {
      LOG.info("Prover at {} is dropped: {}", prover.remote(), e.getMessage());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final CriticalException e) {
      status.halt(e.halt());
    } catch (final RuntimeException e) {
      LOG.error("Serving the prover at {} failed, it is disconnected", prover.remote(), e);
    }
  }

  /** The prover's name, or empty when it was refused. */
  private Optional<String> welcome(final ProverChannel prover)
      throws ProverException, InterruptedException {
    final GetStatusResponse answer = prover.getStatus();
    final String name =
        ProverText.limited(
            answer.getProverName().isEmpty() ? prover.remote() : answer.getProverName());
    if (answer.getForkId() == forkId) {
      return Optional.of(name);
    }
    final String text =
        "prover does not support required fork ID: prover %s has fork id %d, this chain has %d"
            .formatted(name, answer.getForkId(), forkId);
    prover.close(Status.FAILED_PRECONDITION.withDescription(text));
    LOG.warn("{}", text);
    return Optional.empty();
  }

  private void work(final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    int failures = 0;
    while (prover.isOpen()) {
      final Outcome outcome = attempt(prover, name);
      failures = outcome == Outcome.FAILED ? failures + 1 : 0;
      final Duration pause =
          switch (outcome) {
            case DONE -> Duration.ZERO;
            case NOTHING_TO_DO -> pollInterval;
            case FAILED -> pauseAfter(failures);
          };
      prover.awaitClosed(pause);
    }
  }

  private Outcome attempt(final ProverChannel prover, final String name)
      throws ProverException, InterruptedException {
    // Asked in any case: it shows whether an idle prover is still there.
    final boolean idle = prover.getStatus().getStatus() == GetStatusResponse.Status.STATUS_IDLE;
    if (!idle || !active.getAsBoolean() || roster.isQuarantined(name)) {
      return Outcome.NOTHING_TO_DO;
    }
    try {
      final Optional<ProofJob> job = scheduler.next(name);
      return job.isEmpty() ? Outcome.NOTHING_TO_DO : run(job.get(), prover, name);
    } catch (final TemporaryException e) {
      LOG.warn("Prover {} waits: {}", name, e.getMessage());
      return Outcome.FAILED;
    }
  }

  private Outcome run(final ProofJob job, final ProverChannel prover, final String name)
      throws InterruptedException {
    working.incrementAndGet();
    roster.began(name, ProofJobRunner.describe(job));
    try {
      runner.run(job, prover, name);
      roster.succeeded(name);
      done.increment();
      return Outcome.DONE;
    } catch (final ProverException e) {
      failed.increment();
      events.warn("PROOF_JOB_FAILED", e.getMessage());
      // That proofs cannot be joined may be their makers' fault: ProofJobRunner finds out.
      if (!(job instanceof ProofJob.Aggregate && e instanceof ProofFailedException)) {
        roster.failed(name, e.getMessage()).ifPresent(pause -> quarantined(name, pause, e));
      }
      return Outcome.FAILED;
    } finally {
      working.decrementAndGet();
      roster.ended(name);
      scheduler.release(job);
    }
  }

  private void quarantined(final String name, final Duration pause, final ProverException last) {
    events.warn(
        "PROVER_QUARANTINED",
        "prover %s keeps failing and gets no work for %s; the last failure: %s"
            .formatted(name, pause, last.getMessage()));
  }

  private Duration pauseAfter(final int failures) {
    final Duration pause = pollInterval.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
  }
}
