/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.NodeStatus;

/**
 * A role's step, run again and again on a virtual thread of its own. Who has given it work may also
 * run it where he is, when the loop would only wait ({@link #runHere}).
 *
 * <ul>
 *   <li>{@link TemporaryException}: DEGRADED under the step's name, tried again after a growing
 *       delay with jitter, recovered at the next success.
 *   <li>{@link CriticalException}: the node halts with its evidence, the loop ends.
 *   <li>anything else is unforeseen: DEGRADED and tried again likewise, since it may come from one
 *       input or one moment. When it happened {@link #DEFECT_AFTER} times without a success between
 *       them the node halts with class, message and first frames, and the loop ends.
 *   <li>once the node is halted, by whomever, no step is run any more.
 * </ul>
 */
public final class ServiceLoop implements Service {
  /** How long {@link #stop} lets the current step finish before it is interrupted. */
  public static final Duration STOP_GRACE = Duration.ofSeconds(10);

  /** How long {@link #stop} waits after the interrupt before it gives up. */
  public static final Duration STOP_AFTER_INTERRUPT = Duration.ofSeconds(5);

  /**
   * So many unforeseen failures in a row are a defect of the node: with the delays between them
   * they take at least 40 seconds and at most 80, longer than a passing trouble that somebody
   * mends.
   */
  public static final int DEFECT_AFTER = 12;

  /**
   * Its cap: so much later than the repair of whatever failed a node is whole again, and a request
   * of each role in that time is no load for what is still broken. What asks for more rest, an L1
   * endpoint with Retry-After, gets it elsewhere.
   */
  static final BackOff BACK_OFF = BackOff.doubling(Duration.ofMillis(250), Duration.ofSeconds(10));

  private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

  /** What is repeated; it leaves quickly when its thread is interrupted. */
  @FunctionalInterface
  public interface Step {
    void run() throws InterruptedException;
  }

  /** A {@link Step} that knows whether it is done. */
  @FunctionalInterface
  public interface Work {
    /**
     * @return true when there is more to do at once
     */
    boolean run() throws InterruptedException;
  }

  private final String name;
  private final LoopStep step;
  private final NodeStatus status;
  private Thread thread;
  private boolean stopping;
  private boolean wakeUp;

  /** A thread is in the step. */
  private boolean busy;

  /** A wake-up cannot shorten the wait. */
  private boolean failing;

  /**
   * @param name kebab-case; names the thread and the DEGRADED reason
   * @param interval between the end of a step and the start of the next
   */
  public ServiceLoop(
      final String name, final Duration interval, final Step step, final NodeStatus status) {
    this(name, interval, step, status, new SplittableRandom());
  }

  /**
   * One whose step is repeated at once for as long as there is more to do.
   *
   * @param name kebab-case; names the thread and the DEGRADED reason
   * @param interval between the end of a step after which there is no more to do, and the next
   */
  public static ServiceLoop untilDone(
      final String name, final Duration interval, final Work work, final NodeStatus status) {
    return new ServiceLoop(
        name, new LoopStep(name, interval, work, status, new SplittableRandom()), status);
  }

  ServiceLoop(
      final String name,
      final Duration interval,
      final Step step,
      final NodeStatus status,
      final RandomGenerator random) {
    this(
        name,
        new LoopStep(
            name,
            interval,
            () -> {
              step.run();
              return false;
            },
            status,
            random),
        status);
  }

  private ServiceLoop(final String name, final LoopStep step, final NodeStatus status) {
    this.name = name;
    this.step = step;
    this.status = status;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void start() {
    if (thread != null || stopping) {
      throw new IllegalStateException("service " + name + " is started once");
    }
    thread = Thread.ofVirtual().name("zknode-" + name).start(this::run);
  }

  /**
   * Runs the step now, or right after the current one; may be called from the step. One that is
   * failing still waits for its back-off.
   */
  public synchronized void wakeUp() {
    wakeUp = true;
    notifyAll();
  }

  /**
   * As {@link #wakeUp}, but once in the caller's thread when the loop only waits: nothing is handed
   * over. What then fails, or is left to do, is the loop's.
   *
   * @throws InterruptedException the caller was interrupted
   */
  public void runHere() throws InterruptedException {
    synchronized (this) {
      if (busy || failing || stopping || thread == null) {
        wakeUp();
        return;
      }
      busy = true;
    }
    Optional<Duration> pause = Optional.empty();
    try {
      pause = status.isHalted() ? pause : step.run(() -> true);
    } finally {
      done(pause.filter(next -> !next.isZero()).isEmpty());
    }
    if (pause.isEmpty() && !status.isHalted()) {
      throw new InterruptedException(name + " in another's thread");
    }
  }

  private synchronized void done(final boolean wake) {
    busy = false;
    failing = step.isFailing();
    wakeUp |= wake;
    notifyAll();
  }

  @Override
  public void stop() {
    final Thread running;
    synchronized (this) {
      stopping = true;
      notifyAll();
      running = thread;
    }
    if (running == null || running.equals(Thread.currentThread())) {
      return;
    }
    try {
      if (running.join(STOP_GRACE)) {
        return;
      }
      LOG.warn("{} is busy {} after it was told to stop; interrupting it", name, STOP_GRACE);
      running.interrupt();
      if (!running.join(STOP_AFTER_INTERRUPT)) {
        LOG.error("{} does not stop; its thread is left behind", name);
      }
    } catch (final InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    LOG.debug("{} started", name);
    try {
      Optional<Duration> delay = runStep();
      while (delay.isPresent() && await(delay.get())) {
        delay = runStep();
      }
    } catch (final InterruptedException e) {
      LOG.debug("{} interrupted", name);
    }
    LOG.debug("{} ended", name);
  }

  /** Waits; false when the service stops. */
  private synchronized boolean await(final Duration delay) throws InterruptedException {
    final long end = System.nanoTime() + delay.toNanos();
    long left = delay.toNanos();
    while (!stopping && (busy || left > 0 && (failing || !wakeUp))) {
      // Rounded up: wait(0) would wait for ever, which is right only for what another thread ends.
      wait(busy ? 0 : left / 1_000_000 + 1);
      // It may have failed in another's thread meanwhile.
      left = failing && !busy ? step.left().toNanos() : end - System.nanoTime();
    }
    return !stopping;
  }

  /**
   * Runs the step once.
   *
   * @return how long to wait for the next one, zero also when another thread is in it; empty when
   *     there is none
   */
  Optional<Duration> runStep() {
    synchronized (this) {
      if (stopping) {
        return Optional.empty();
      }
      if (busy) {
        return Optional.of(Duration.ZERO);
      }
      wakeUp = false;
      busy = true;
    }
    try {
      if (status.isHalted()) {
        LOG.info("{} ends: the node is halted", name);
        return Optional.empty();
      }
      return step.run(this::isStopping);
    } finally {
      done(false);
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }
}
