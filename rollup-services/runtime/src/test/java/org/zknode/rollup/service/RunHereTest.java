/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MutableClock;

/** Who gives a {@link ServiceLoop} work may do it, and never beside the loop. */
class RunHereTest {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final NodeStatus status = new NodeStatusTracker(MutableClock.create(), event -> {});
  private final List<Thread> runs = new CopyOnWriteArrayList<>();
  private final AtomicInteger more = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
  private final ServiceLoop loop = ServiceLoop.untilDone("worker", INTERVAL, this::work, status);

  private boolean work() throws InterruptedException {
    assertThat(inside.incrementAndGet()).as("threads in the step").isEqualTo(1);
    try {
      runs.add(Thread.currentThread());
      gate.get().await();
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        default -> {
          failure.set(null);
          throw new InterruptedException();
        }
      }
      return more.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    } finally {
      inside.decrementAndGet();
    }
  }

  private void started() {
    loop.start();
    await().until(() -> runs.size() == 1 && inside.get() == 0);
  }

  @AfterEach
  void stop() {
    gate.get().countDown();
    loop.stop();
  }

  @Test
  void whileTheLoopWaitsTheCallerDoesIt() throws InterruptedException {
    started();
    loop.runHere();
    assertThat(runs.getLast()).isSameAs(Thread.currentThread());
    assertThat(runs).hasSize(2);
  }

  @Test
  void whatIsLeftIsTheLoops() throws InterruptedException {
    started();
    more.set(2);
    loop.runHere();
    await().until(() -> runs.size() == 4);
    assertThat(runs).filteredOn(Thread.currentThread()::equals).hasSize(1);
    assertThat(runs.getLast()).isSameAs(runs.getFirst());
  }

  @Test
  void neverBesideTheLoopWhichGoesOnAfterwards() throws InterruptedException {
    gate.set(new CountDownLatch(1));
    loop.start();
    await().until(() -> inside.get() == 1);
    loop.runHere();
    assertThat(runs).hasSize(1);
    gate.get().countDown();
    await().until(() -> runs.size() == 2);
    assertThat(runs).doesNotContain(Thread.currentThread());
  }

  @Test
  void theLoopIsNeverBesideTheCaller() throws InterruptedException {
    started();
    gate.set(new CountDownLatch(1));
    final Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    loop.runHere();
                  } catch (final InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    await().until(() -> inside.get() == 1);
    loop.wakeUp();
    assertThat(runs).hasSize(2);
    gate.get().countDown();
    await().until(() -> runs.size() == 3);
    assertThat(runs.get(1)).isSameAs(caller);
    assertThat(runs.get(2)).isSameAs(runs.getFirst());
  }

  @Test
  void whatFailedThereIsTriedAgainByTheLoop() throws InterruptedException {
    started();
    failure.set(new TemporaryException("no engine"));
    loop.runHere();
    assertThat(status.snapshot().reasons().getFirst().text()).isEqualTo("no engine");
    final int before = runs.size();
    loop.runHere();
    assertThat(runs).as("it waits for its back-off").hasSize(before);
    failure.set(null);
    await().untilAsserted(() -> assertThat(status.snapshot().state()).isEqualTo(State.RUNNING));
    assertThat(runs.getLast()).isSameAs(runs.getFirst());
  }

  @Test
  void aHaltThereEndsTheLoop() throws InterruptedException {
    started();
    failure.set(new CriticalException(new Halt(HaltCode.DEFECT, "x", "reason", "evidence")));
    loop.runHere();
    await().until(() -> !runs.getFirst().isAlive());
    loop.runHere();
    assertThat(runs).hasSize(2);
  }

  @Test
  void anInterruptIsTheCallers() {
    started();
    failure.set(new InterruptedException());
    assertThatThrownBy(loop::runHere).isInstanceOf(InterruptedException.class);
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void beforeItIsStartedAndAfterItsEndNothingIsRun() throws InterruptedException {
    loop.runHere();
    assertThat(runs).isEmpty();
    started();
    loop.stop();
    loop.runHere();
    assertThat(runs).hasSize(1);
  }
}
