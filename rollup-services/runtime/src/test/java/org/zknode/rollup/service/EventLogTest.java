/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.Event;

class EventLogTest {
  private final List<Long> written = new CopyOnWriteArrayList<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final EventLog log =
      new EventLog(
          event -> {
            if (failing.get()) {
              throw new TemporaryException("database is gone");
            }
            written.add(event.timeMillis());
          });

  private static Event event(final long time) {
    return new Event(time, "INFO", "test", "TEST", "text");
  }

  @Test
  void writesInOrderOnItsThread() {
    log.start();
    for (long time = 1; time <= 3; time++) {
      log.accept(event(time));
    }
    await().untilAsserted(() -> assertThat(written).containsExactly(1L, 2L, 3L));
    log.stop();
  }

  @Test
  void keepsEventsWhileTheSinkFails() {
    failing.set(true);
    log.accept(event(1));
    log.accept(event(2));
    assertThat(log.drain()).isFalse();
    failing.set(false);
    assertThat(log.drain()).isTrue();
    assertThat(written).containsExactly(1L, 2L);
  }

  @Test
  void anErrorDoesNotEndIt() {
    final AtomicBoolean heapIsFull = new AtomicBoolean(true);
    final EventLog shaken =
        new EventLog(
            event -> {
              if (heapIsFull.getAndSet(false)) {
                throw new OutOfMemoryError("for the test");
              }
              written.add(event.timeMillis());
            });
    shaken.accept(event(1));
    assertThat(shaken.drain()).isFalse();
    assertThat(shaken.drain()).isTrue();
    assertThat(written).containsExactly(1L);
  }

  @Test
  void dropsTheOldestBeyondItsCapacity() {
    for (long time = 0; time < EventLog.CAPACITY + 3; time++) {
      log.accept(event(time));
    }
    assertThat(log.dropped()).isEqualTo(3);
    assertThat(log.drain()).isTrue();
    assertThat(written).hasSize(EventLog.CAPACITY).startsWith(3L);
  }

  @Test
  void writesTheLastEventsBeforeItStops() {
    log.accept(event(1));
    log.start();
    log.accept(event(2));
    log.stop();
    assertThat(written).containsExactly(1L, 2L);
  }

  @Test
  void stopsWhileTheSinkFails() {
    failing.set(true);
    log.start();
    log.accept(event(1));
    log.stop();
    assertThat(written).isEmpty();
  }
}
