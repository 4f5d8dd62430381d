/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final int CALLERS = 30;
  private static final Duration WAIT = Duration.ofMillis(250);

  /** Longer than any machine takes for this test. */
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What hangs costs one wait, not one for each caller. */
  @Test
  void aFullHouseInWhichNothingMovesIsWaitedForOnce() {
    final InFlight places = new InFlight(1, WAIT);
    assertThat(places.enter()).isTrue();
    final long from = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(places.enter()).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(WAIT.multipliedBy(50));

    places.leave();
    assertThat(places.enter()).isTrue();
    Thread.startVirtualThread(places::leave);
    await().until(places::enter);
  }

  /** More callers than places at once are no reason to send one of them away. */
  @Test
  void whoeverComesWhilePlacesComeFreeGetsOne() throws InterruptedException {
    final InFlight places = new InFlight(1, LONG);
    assertThat(places.enter()).isTrue();
    final CountDownLatch entered = new CountDownLatch(CALLERS);
    final List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          Thread.startVirtualThread(
              () -> {
                if (places.enter()) {
                  entered.countDown();
                  places.leave();
                }
              }));
    }
    await()
        .until(
            () ->
                callers.stream()
                    .allMatch(caller -> caller.getState() == Thread.State.TIMED_WAITING));
    places.leave();
    assertThat(entered.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
