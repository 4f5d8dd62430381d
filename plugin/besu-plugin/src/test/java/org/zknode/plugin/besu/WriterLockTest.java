/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WriterLockTest {
  @Test
  void aWriterThatNeverEndsDoesNotHoldUpTheShutdown() throws Exception {
    final WriterLock lock = new WriterLock();
    final CountDownLatch never = new CountDownLatch(1);
    final CountDownLatch writing = new CountDownLatch(1);
    final Thread writer =
        Thread.ofVirtual()
            .name("writer that calls exit")
            .start(
                () -> {
                  lock.lock();
                  writing.countDown();
                  try {
                    // As System.exit does, until the hooks have ended.
                    never.await();
                  } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    lock.unlock();
                  }
                });
    writing.await();

    assertThat(lock.awaitIdle(Duration.ofMillis(50))).isFalse();

    never.countDown();
    await().until(() -> lock.awaitIdle(Duration.ofMillis(50)));
    writer.join();
  }

  @Test
  void aWriterThatEndsIsWaitedFor() {
    assertThat(new WriterLock().awaitIdle(Duration.ofSeconds(10))).isTrue();
  }
}
