/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MutableClock;

class ServiceLoopTest {
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Halt HALT = new Halt(HaltCode.DEFECT, "x", "reason", "evidence");

  private final NodeStatus status = new NodeStatusTracker(MutableClock.create(), event -> {});
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final AtomicInteger runs = new AtomicInteger();

  private ServiceLoop loop() {
    return new ServiceLoop(
        "worker",
        INTERVAL,
        () -> {
          runs.incrementAndGet();
          if (failure.get() != null) {
            throw failure.get();
          }
        },
        status,
        // The longest delay of each: no jitter.
        () -> -1L);
  }

  @Test
  void aTemporaryFailureBacksOffDegradesAndRecovers() {
    final ServiceLoop loop = loop();
    assertThat(loop.runStep()).contains(INTERVAL);
    failure.set(new TemporaryException("database is gone"));
    assertDelay(loop.runStep(), 250);
    assertThat(status.snapshot().reasons().getFirst().key()).isEqualTo("worker");
    assertThat(status.snapshot().reasons().getFirst().text()).isEqualTo("database is gone");
    failure.set(new TemporaryException("engine is gone"));
    for (final long millis : new long[] {500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
      assertDelay(loop.runStep(), millis);
    }
    assertThat(status.snapshot().state()).isEqualTo(State.DEGRADED);
    failure.set(null);
    assertThat(loop.runStep()).contains(INTERVAL);
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
    failure.set(new TemporaryException("again"));
    assertDelay(loop.runStep(), 250);
  }

  private static void assertDelay(final Optional<Duration> delay, final long millis) {
    assertThat(delay.orElseThrow().toMillis()).isBetween(millis - 1, millis);
  }

  @Test
  void aCriticalFailureHaltsAndEnds() {
    final ServiceLoop loop = loop();
    failure.set(new CriticalException(HALT));
    assertThat(loop.runStep()).isEmpty();
    assertThat(status.snapshot().halts()).containsExactly(HALT);
  }

  @Test
  void anUnexpectedExceptionDegradesFirstAndHaltsWithEvidenceWhenItStays() {
    final ServiceLoop loop = loop();
    failure.set(new IllegalStateException("list is empty"));
    for (int i = 1; i < ServiceLoop.DEFECT_AFTER; i++) {
      assertThat(loop.runStep()).isPresent();
      assertThat(status.snapshot().state()).isEqualTo(State.DEGRADED);
      assertThat(status.snapshot().reasons().getFirst().text())
          .isEqualTo("unexpected java.lang.IllegalStateException: list is empty");
    }
    assertThat(loop.runStep()).isEmpty();
    final Halt halt = status.snapshot().halts().getFirst();
    assertThat(halt.component()).isEqualTo("worker");
    assertThat(halt.reason()).isEqualTo("unexpected java.lang.IllegalStateException");
    assertThat(halt.evidence()).contains("list is empty").contains("ServiceLoopTest");
  }

  @Test
  void unexpectedExceptionsWithSuccessesBetweenThemNeverHalt() {
    final ServiceLoop loop = loop();
    for (int i = 0; i < 3 * ServiceLoop.DEFECT_AFTER; i++) {
      failure.set(i % 3 == 2 ? null : new IllegalStateException("one bad input"));
      assertThat(loop.runStep()).isPresent();
    }
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void anErrorDoesNotEndTheRoleSilently() {
    final ServiceLoop loop =
        new ServiceLoop(
            "worker",
            INTERVAL,
            () -> {
              throw new NoClassDefFoundError("org/example/Gone");
            },
            status);
    assertThat(loop.runStep()).isPresent();
    assertThat(status.snapshot().reasons().getFirst().text()).contains("org/example/Gone");
    for (int i = 1; i < ServiceLoop.DEFECT_AFTER; i++) {
      loop.runStep();
    }
    assertThat(status.snapshot().halts().getFirst().evidence()).contains("org/example/Gone");
  }

  @Test
  void noStepIsRunOnceTheNodeIsHalted() {
    status.halt(HALT);
    assertThat(loop().runStep()).isEmpty();
    assertThat(runs).hasValue(0);
  }

  @Test
  void wakeUpRunsTheStepAtOnceAndStopEndsTheThread() {
    final ServiceLoop loop = loop();
    loop.start();
    await().untilAtomic(runs, org.hamcrest.Matchers.is(1));
    loop.wakeUp();
    await().untilAtomic(runs, org.hamcrest.Matchers.is(2));
    loop.stop();
    loop.wakeUp();
    assertThat(loop.runStep()).isEmpty();
    assertThat(runs).hasValue(2);
    assertThatThrownBy(loop::start).hasMessage("service worker is started once");
  }

  @Test
  void aWakeUpFromTheStepIsNotLost() {
    final AtomicReference<ServiceLoop> self = new AtomicReference<>();
    self.set(
        new ServiceLoop(
            "worker",
            INTERVAL,
            () -> {
              if (runs.incrementAndGet() < 5) {
                self.get().wakeUp();
              }
            },
            status));
    self.get().start();
    await().untilAtomic(runs, org.hamcrest.Matchers.is(5));
    self.get().stop();
  }

  @Test
  void stopWaitsForTheRunningStep() {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    final ServiceLoop loop =
        new ServiceLoop(
            "worker",
            INTERVAL,
            () -> {
              entered.countDown();
              leave.await();
              runs.incrementAndGet();
            },
            status);
    loop.start();
    await().until(() -> entered.getCount() == 0);
    final Thread stopper = Thread.ofVirtual().name("stopper").start(loop::stop);
    await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
    leave.countDown();
    await().until(() -> !stopper.isAlive());
    assertThat(runs).hasValue(1);
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void stopBeforeStartHasNoEffect() {
    final ServiceLoop loop = loop();
    loop.stop();
    assertThat(loop.runStep()).isEmpty();
  }
}
