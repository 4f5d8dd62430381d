/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;

/**
 * The aggregator's side of one prover's connection, in steps that do not wait: whoever drives it
 * waits between them, less when the prover goes away. Used by one thread.
 */
final class ProverSession {
  /** Longest pause of a prover that fails again and again. */
  static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ProverSession.class);

  private enum Outcome {
    WORKING,
    DONE,
    NOTHING_TO_DO,
    FAILED
  }

  private final Prover prover;
  private final ProverWorker.Work work;
  private final AtomicInteger working;
  private final Metrics.Counter done;
  private final Metrics.Counter failed;
  private Optional<String> name = Optional.empty();
  private Optional<ProofJob> job = Optional.empty();
  private Optional<ProofJobRunner.Running> running = Optional.empty();
  private int failures;
  private boolean idle;

  /**
   * @param working how many provers have a job
   * @param done jobs that succeeded
   * @param failed jobs that did not
   */
  ProverSession(
      final Prover prover,
      final ProverWorker.Work work,
      final AtomicInteger working,
      final Metrics.Counter done,
      final Metrics.Counter failed) {
    this.prover = prover;
    this.work = work;
    this.working = working;
    this.done = done;
    this.failed = failed;
  }

  /**
   * Welcomes the prover, gives it a job, or asks for the proof that it makes.
   *
   * @return how long to wait for the next step; empty when there is none, because the prover is
   *     gone or refused
   */
  Optional<Duration> step() throws InterruptedException {
    try {
      if (name.isEmpty() && !welcome()) {
        return Optional.empty();
      }
      if (prover.isOpen() || running.isPresent()) {
        return Optional.of(pauseAfter(running.isPresent() ? carryOn() : attempt()));
      }
    } catch (final ProverException e) {
      LOG.info("Prover at {} is dropped: {}", prover.remote(), e.getMessage());
    } catch (final CriticalException e) {
      work.status().halt(e.halt());
    } catch (final RuntimeException | LinkageError e) {
      LOG.error("Serving the prover at {} failed, it is disconnected", prover.remote(), e);
    }
    return Optional.empty();
  }

  /** Whether the last step found no work, so that the next one is due when there is some. */
  boolean isIdle() {
    return idle;
  }

  /** Nobody drives it any more: gives its job back. */
  void end() {
    try {
      giveBack();
    } finally {
      name.ifPresent(known -> work.roster().disconnected(known));
      name.ifPresent(known -> LOG.info("Prover {} is gone", known));
    }
  }

  private boolean welcome() throws ProverException, InterruptedException {
    final GetStatusResponse answer = prover.getStatus();
    final String known =
        ProverText.limited(
            answer.getProverName().isEmpty() ? prover.remote() : answer.getProverName());
    if (answer.getForkId() == work.forkId()) {
      LOG.info("Prover {} connected from {}", known, prover.remote());
      work.roster().connected(known, prover.remote());
      name = Optional.of(known);
      return true;
    }
    final String text =
        "prover does not support required fork ID: prover %s has fork id %d, this chain has %d"
            .formatted(known, answer.getForkId(), work.forkId());
    prover.close(Status.FAILED_PRECONDITION.withDescription(text));
    LOG.warn("{}", text);
    return false;
  }

  private Outcome attempt() throws ProverException, InterruptedException {
    // Asked in any case: it shows whether an idle prover is still there.
    final boolean idle = prover.getStatus().getStatus() == GetStatusResponse.Status.STATUS_IDLE;
    if (!idle || !work.active().getAsBoolean() || work.roster().isQuarantined(name.orElseThrow())) {
      return Outcome.NOTHING_TO_DO;
    }
    try {
      job = work.scheduler().next(name.orElseThrow());
    } catch (final TemporaryException e) {
      LOG.warn("Prover {} waits: {}", name.orElseThrow(), e.getMessage());
      return Outcome.FAILED;
    }
    if (job.isEmpty()) {
      return Outcome.NOTHING_TO_DO;
    }
    working.incrementAndGet();
    work.roster().began(name.orElseThrow(), ProofJobRunner.describe(job.get()));
    return carryOn();
  }

  private Outcome carryOn() throws InterruptedException {
    try {
      return advance();
    } catch (final TemporaryException e) {
      LOG.warn("Prover {} waits: {}", name.orElseThrow(), e.getMessage());
      return Outcome.FAILED;
    }
  }

  /** Begins the job, or asks for its proof; gives it back unless the prover is at it or done. */
  private Outcome advance() throws InterruptedException {
    boolean over = true;
    try {
      if (running.isEmpty()) {
        running = work.runner().begin(job.orElseThrow(), prover, name.orElseThrow());
      }
      over = running.isEmpty() || work.runner().poll(running.get());
      if (!over) {
        return Outcome.WORKING;
      }
      work.roster().succeeded(name.orElseThrow());
      done.increment();
      return Outcome.DONE;
    } catch (final TemporaryException e) {
      // The state DB or L1 is away, the prover did nothing wrong: it is asked for its proof again.
      over = running.isEmpty();
      throw e;
    } catch (final ProverException e) {
      failed(e);
      return Outcome.FAILED;
    } finally {
      if (over) {
        giveBack();
      }
    }
  }

  private void failed(final ProverException e) {
    failed.increment();
    work.events().warn("PROOF_JOB_FAILED", e.getMessage());
    work.failures().failed(job.orElseThrow(), name.orElseThrow(), e);
  }

  private void giveBack() {
    final Optional<ProofJob> held = job;
    job = Optional.empty();
    running = Optional.empty();
    if (held.isPresent()) {
      working.decrementAndGet();
      work.roster().ended(name.orElseThrow());
      work.scheduler().release(held.get());
    }
  }

  private Duration pauseAfter(final Outcome outcome) {
    idle = outcome == Outcome.NOTHING_TO_DO;
    if (outcome != Outcome.WORKING) {
      failures = outcome == Outcome.FAILED ? failures + 1 : 0;
    }
    return switch (outcome) {
      case DONE -> Duration.ZERO;
      case WORKING, NOTHING_TO_DO -> work.pollInterval();
      case FAILED ->
          BackOff.doubling(work.pollInterval().multipliedBy(2), MAX_PAUSE).after(failures);
    };
  }
}
