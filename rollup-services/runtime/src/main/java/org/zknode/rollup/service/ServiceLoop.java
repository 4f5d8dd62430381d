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
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * A role's step, run again and again on a virtual thread of its own.
 *
 * <ul>
 *   <li>{@link TemporaryException}: DEGRADED under the service's name, tried again after a growing
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

  private final String name;
  private final Duration interval;
  private final Step step;
  private final NodeStatus status;
  private final RandomGenerator random;
  private Thread thread;
  private boolean stopping;
  private boolean wakeUp;
  private boolean failing;

  /** In a row. Of the loop's thread alone. */
  private int failures;

  /** Of them the last ones. Of the loop's thread alone. */
  private int unforeseen;

  /**
   * @param name kebab-case; names the thread and the DEGRADED reason
   * @param interval between the end of a step and the start of the next
   */
  public ServiceLoop(
      final String name, final Duration interval, final Step step, final NodeStatus status) {
    this(name, interval, step, status, new SplittableRandom());
  }

  ServiceLoop(
      final String name,
      final Duration interval,
      final Step step,
      final NodeStatus status,
      final RandomGenerator random) {
    this.name = name;
    this.interval = interval;
    this.step = step;
    this.status = status;
    this.random = random;
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
   * Runs the step now, or right after the current one; may be called from the step. While the step
   * is failing it still waits for its back-off.
   */
  public synchronized void wakeUp() {
    wakeUp = true;
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
    while (!stopping && left > 0 && (failing || !wakeUp)) {
      // Rounded up: wait(0) would wait for ever.
      wait(left / 1_000_000 + 1);
      left = end - System.nanoTime();
    }
    return !stopping;
  }

  /**
   * Runs the step once.
   *
   * @return how long to wait for the next one; empty when there is none
   */
  Optional<Duration> runStep() {
    synchronized (this) {
      if (stopping) {
        return Optional.empty();
      }
      wakeUp = false;
    }
    if (status.isHalted()) {
      LOG.info("{} ends: the node is halted", name);
      return Optional.empty();
    }
    try {
      step.run();
      succeeded();
      return Optional.of(interval);
    } catch (final TemporaryException e) {
      return Optional.of(failed(e));
    } catch (final CriticalException e) {
      status.halt(e.halt());
    } catch (final InterruptedException e) {
      return isStopping() ? Optional.empty() : unforeseen(e);
    } catch (final Throwable e) {
      // Errors too: a missing class or an exhausted heap must not end a role silently.
      return unforeseen(e);
    }
    return Optional.empty();
  }

  private Optional<Duration> unforeseen(final Throwable e) {
    unforeseen++;
    if (unforeseen >= DEFECT_AFTER) {
      LOG.error("{} failed unexpectedly {} times in a row", name, unforeseen, e);
      status.halt(Halt.defect(name, e));
      return Optional.empty();
    }
    LOG.error("{} failed unexpectedly, time {} of {}", name, unforeseen, DEFECT_AFTER, e);
    return Optional.of(
        retry("unexpected %s: %s".formatted(e.getClass().getName(), e.getMessage())));
  }

  private void succeeded() {
    unforeseen = 0;
    final boolean recovered;
    synchronized (this) {
      recovered = failing;
      failing = false;
    }
    if (recovered) {
      failures = 0;
      status.recovered(name);
    }
  }

  private Duration failed(final RuntimeException e) {
    LOG.debug("{} failed", name, e);
    unforeseen = 0;
    return retry(String.valueOf(e.getMessage()));
  }

  private Duration retry(final String why) {
    synchronized (this) {
      failing = true;
    }
    failures++;
    final Duration delay = BACK_OFF.withJitter(failures, random);
    LOG.debug("{} is tried again in {}", name, delay);
    status.degraded(name, why);
    return delay;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }
}
