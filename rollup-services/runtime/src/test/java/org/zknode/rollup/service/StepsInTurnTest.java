/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.status.NodeStatus.Reason;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MutableClock;

/** A {@link ServiceLoop} of two steps. */
class StepsInTurnTest {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final NodeStatus status = new NodeStatusTracker(MutableClock.create(), event -> {});
  private final List<String> runs = new ArrayList<>();
  private final AtomicInteger more = new AtomicInteger();
  private final AtomicReference<RuntimeException> firstFails = new AtomicReference<>();
  private final AtomicReference<RuntimeException> secondFails = new AtomicReference<>();
  private final ServiceLoop loop =
      new ServiceLoop(
          List.of(
              new ServiceLoop.Part("first", INTERVAL, () -> run("first", firstFails)),
              new ServiceLoop.Part("second", INTERVAL, () -> run("second", secondFails))),
          status,
          // The longest delay of each: no jitter.
          () -> -1L);

  private boolean run(final String name, final AtomicReference<RuntimeException> failure) {
    runs.add(name);
    if (failure.get() != null) {
      throw failure.get();
    }
    return name.equals("second") && more.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private List<String> reasons() {
    return status.snapshot().reasons().stream().map(Reason::key).toList();
  }

  @Test
  void theSecondFollowsTheFirstAtOnce() {
    assertThat(loop.runStep()).contains(INTERVAL);
    assertThat(runs).containsExactly("first", "second");
  }

  @Test
  void whoHasMoreToDoIsNotHeldUpByTheInterval() {
    more.set(2);
    assertThat(loop.runStep()).contains(Duration.ZERO);
    assertThat(loop.runStep()).contains(Duration.ZERO);
    assertThat(loop.runStep().orElseThrow()).isPositive();
    assertThat(runs).containsExactly("first", "second", "second", "second");
  }

  @Test
  void aWakeUpIsForBoth() {
    loop.runStep();
    loop.wakeUp();
    loop.runStep();
    assertThat(runs).containsExactly("first", "second", "first", "second");
    assertThat(loop.runStep()).isPresent();
    assertThat(runs).as("nothing is due").hasSize(4);
  }

  @Test
  void eachFailsUnderItsOwnNameAndKeepsTheOtherFromNothing() {
    firstFails.set(new TemporaryException("no L1"));
    assertThat(loop.runStep().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(250));
    assertThat(runs).containsExactly("first", "second");
    assertThat(reasons()).containsExactly("first");
    loop.wakeUp();
    loop.runStep();
    assertThat(runs).as("it waits for its back-off").containsExactly("first", "second", "second");
    secondFails.set(new TemporaryException("no engine"));
    loop.wakeUp();
    loop.runStep();
    assertThat(reasons()).containsExactlyInAnyOrder("first", "second");
    firstFails.set(null);
    await()
        .untilAsserted(
            () -> {
              loop.runStep();
              assertThat(reasons()).containsExactly("second");
            });
    secondFails.set(null);
    await()
        .untilAsserted(
            () -> {
              loop.runStep();
              assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
            });
  }

  @Test
  void aHaltOfOneEndsBoth() {
    final Halt halt = new Halt(HaltCode.DEFECT, "x", "reason", "evidence");
    firstFails.set(new CriticalException(halt));
    assertThat(loop.runStep()).isEmpty();
    assertThat(runs).containsExactly("first");
    assertThat(loop.runStep()).isEmpty();
    assertThat(runs).containsExactly("first");
  }

  @Test
  void onOneThread() {
    final AtomicReference<Thread> first = new AtomicReference<>();
    final AtomicReference<Thread> second = new AtomicReference<>();
    final AtomicBoolean done = new AtomicBoolean();
    final ServiceLoop started =
        new ServiceLoop(
            List.of(
                new ServiceLoop.Part(
                    "one",
                    INTERVAL,
                    () -> {
                      first.set(Thread.currentThread());
                      return false;
                    }),
                new ServiceLoop.Part(
                    "two",
                    INTERVAL,
                    () -> {
                      second.set(Thread.currentThread());
                      done.set(true);
                      return false;
                    })),
            status);
    started.start();
    await().untilTrue(done);
    started.stop();
    assertThat(Optional.of(second.get())).contains(first.get());
    assertThat(first.get().getName()).isEqualTo("zknode-one");
  }
}
