/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.NodeStatus;

/**
 * A role's step, run again and again on a virtual thread of its own, or several steps that follow
 * each other: one of them may wait for nothing that the others must not wait for.
 *
 * <ul>
 *   <li>{@link TemporaryException}: DEGRADED under the step's name, tried again after a growing
 *       delay with jitter, recovered at the next success.
 *   <li>{@link CriticalException}: the node halts with its evidence, the loop ends.
 *   <li>anything else is unforeseen: DEGRADED and tried again likewise, since it may come from one
 *       input or one moment. When it happened {@link #DEFECT_AFTER} times without a success between
 *       them the node halts with class, message and first frames, and the loop ends.
 *   <li>once the node is halted, by whomever, no step is run any more.
 *   <li>of several steps each has its own interval, reason and delays; one that is not failing is
 *       also run right after one before it, which may have given it work.
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

  /** Of several steps the one that follows another; it leaves quickly when it is interrupted. */
  @FunctionalInterface
  public interface Work {
    /**
     * @return true when there is more to do at once
     */
    boolean run() throws InterruptedException;
  }

  /**
   * One of several steps.
   *
   * @param name kebab-case; names the DEGRADED reason
   * @param interval between the end of the step and its next start, if there is no more to do
   */
  public record Part(String name, Duration interval, Work work) {}

  private final String name;
  private final List<LoopStep> steps;
  private final NodeStatus status;
  private Thread thread;
  private boolean stopping;
  private boolean wakeUp;

  /** Every step is, so that a wake-up cannot shorten the wait. */
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
   * @param parts in the order in which what one finds gives work to the next; the first names the
   *     thread
   */
  public ServiceLoop(final List<Part> parts, final NodeStatus status) {
    this(parts, status, new SplittableRandom());
  }

  ServiceLoop(
      final String name,
      final Duration interval,
      final Step step,
      final NodeStatus status,
      final RandomGenerator random) {
    this(
        List.of(
            new Part(
                name,
                interval,
                () -> {
                  step.run();
                  return false;
                })),
        status,
        random);
  }

  ServiceLoop(final List<Part> parts, final NodeStatus status, final RandomGenerator random) {
    this.name = parts.getFirst().name();
    this.steps = parts.stream().map(part -> new LoopStep(part, status, random)).toList();
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
   * Runs the steps now, or right after the current one; may be called from a step. One that is
   * failing still waits for its back-off.
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
   * Runs each step once that is due; a single one always.
   *
   * @return how long to wait for the next one; empty when there is none
   */
  Optional<Duration> runStep() {
    boolean wanted;
    synchronized (this) {
      if (stopping) {
        return Optional.empty();
      }
      wanted = wakeUp;
      wakeUp = false;
    }
    final List<Duration> pauses = new ArrayList<>();
    for (final LoopStep step : steps) {
      if (steps.size() > 1 && !step.isDue() && (!wanted || step.isFailing())) {
        pauses.add(step.left());
        continue;
      }
      if (status.isHalted()) {
        LOG.info("{} ends: the node is halted", name);
        return Optional.empty();
      }
      final Optional<Duration> pause = step.run(this::isStopping);
      if (pause.isEmpty()) {
        return pause;
      }
      pauses.add(pause.get());
      wanted = true;
    }
    synchronized (this) {
      failing = steps.stream().allMatch(LoopStep::isFailing);
    }
    return pauses.stream().min(Duration::compareTo);
  }

  private synchronized boolean isStopping() {
    return stopping;
  }
}
