/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;

class StoredStatusTest {
  private static final Duration SHORT = Duration.ofMillis(10);

  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void aDatabaseThatHangsCostsTheWaitAndGivesWhatItSaidLast() {
    final CountDownLatch hang = new CountDownLatch(1);
    final AtomicBoolean hangs = new AtomicBoolean();
    final StoredStatus status =
        new StoredStatus(
            () -> {
              reads.incrementAndGet();
              if (hangs.get()) {
                awaitUninterruptibly(hang);
              }
              return Map.of("key", "value");
            },
            SHORT);
    // On a busy machine a read may take longer than that.
    await().untilAsserted(() -> assertThat(status.fields()).isEqualTo(Map.of("key", "value")));
    hangs.set(true);
    final int before = reads.get();
    for (int i = 0; i < 5; i++) {
      assertThat(status.fields())
          .containsEntry("key", "value")
          .hasEntrySatisfying(
              StoredStatus.ERROR,
              text -> assertThat(text).asString().contains("did not answer within 10 ms"));
    }
    // Whoever asks joins the read that hangs.
    assertThat(reads).hasValue(before + 1);
    hang.countDown();
    await().untilAsserted(() -> assertThat(status.fields()).doesNotContainKey(StoredStatus.ERROR));
  }

  @Test
  void aDatabaseThatIsAwaySaysWhy() {
    final StoredStatus status =
        new StoredStatus(
            () -> {
              throw new TemporaryException("state DB: gone");
            },
            Duration.ofSeconds(30));
    assertThat(status.fields()).isEqualTo(Map.of(StoredStatus.ERROR, "state DB: gone"));
  }

  private static void awaitUninterruptibly(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
