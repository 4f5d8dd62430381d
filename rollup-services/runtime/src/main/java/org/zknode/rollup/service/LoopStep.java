/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;

/** The step of a {@link ServiceLoop} with its reason, failures and pauses. One thread at a time. */
final class LoopStep {
  private static final Logger LOG = LoggerFactory.getLogger(LoopStep.class);

  private final String name;
  private final Duration interval;
  private final ServiceLoop.Work work;
  private final NodeStatus status;
  private final RandomGenerator random;

  /** In a row. */
  private int failures;

  /** Of them the last ones. */
  private int unforeseen;

  /** {@link System#nanoTime} from which on it is run without being woken. */
  private long dueNanos = System.nanoTime();

  LoopStep(
      final String name,
      final Duration interval,
      final ServiceLoop.Work work,
      final NodeStatus status,
      final RandomGenerator random) {
    this.name = name;
    this.interval = interval;
    this.work = work;
    this.status = status;
    this.random = random;
  }

  boolean isFailing() {
    return failures > 0;
  }

  /** Until it is run without being woken. */
  Duration left() {
    return Duration.ofNanos(dueNanos - System.nanoTime());
  }

  /**
   * Runs it once.
   *
   * @param stopping whether an interrupt was meant to end it
   * @return how long to wait for the next time; empty when there is none, since the node is halted
   *     or stops
   */
  Optional<Duration> run(final BooleanSupplier stopping) {
    final Optional<Duration> pause = attempt(stopping);
    pause.ifPresent(next -> dueNanos = System.nanoTime() + next.toNanos());
    return pause;
  }

  private Optional<Duration> attempt(final BooleanSupplier stopping) {
    try {
      final boolean more = work.run();
      succeeded();
      return Optional.of(more ? Duration.ZERO : interval);
    } catch (final TemporaryException e) {
      LOG.debug("{} failed", name, e);
      unforeseen = 0;
      return Optional.of(retry(String.valueOf(e.getMessage())));
    } catch (final CriticalException e) {
      status.halt(e.halt());
      return Optional.empty();
    } catch (final InterruptedException e) {
      return stopping.getAsBoolean() ? Optional.empty() : unforeseen(e);
    } catch (final Throwable e) {
      // Errors too: a missing class or an exhausted heap must not end a role silently.
      return unforeseen(e);
    }
  }

  private Optional<Duration> unforeseen(final Throwable e) {
    unforeseen++;
    if (unforeseen >= ServiceLoop.DEFECT_AFTER) {
      LOG.error("{} failed unexpectedly {} times in a row", name, unforeseen, e);
      status.halt(Halt.defect(name, e));
      return Optional.empty();
    }
    LOG.error(
        "{} failed unexpectedly, time {} of {}", name, unforeseen, ServiceLoop.DEFECT_AFTER, e);
    return Optional.of(
        retry("unexpected %s: %s".formatted(e.getClass().getName(), e.getMessage())));
  }

  private void succeeded() {
    unforeseen = 0;
    if (isFailing()) {
      failures = 0;
      status.recovered(name);
    }
  }

  private Duration retry(final String why) {
    failures++;
    final Duration delay = ServiceLoop.BACK_OFF.withJitter(failures, random);
    LOG.debug("{} is tried again in {}", name, delay);
    status.degraded(name, why);
    return delay;
  }
}
