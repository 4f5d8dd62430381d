/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** What Besu does when its storage finds the disk full: exit, in the thread that writes. */
  @Test
  void aProcessThatExitsInItsWriterEnds() throws Exception {
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ExitsWhileWriting.class.getName())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the process ended").isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitsWhileWriting.STATUS);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The node closes its engine in a shutdown hook, as Besu's plugins do. */
  static final class ExitsWhileWriting {
    static final int STATUS = 3;

    private ExitsWhileWriting() {}

    public static void main(final String[] arguments) {
      final WriterLock lock = new WriterLock();
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("hook")
                  .unstarted(() -> lock.awaitIdle(Duration.ofMillis(200))));
      lock.lock();
      try {
        System.exit(STATUS);
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void aWriterThatEndsIsWaitedFor() {
    assertThat(new WriterLock().awaitIdle(Duration.ofSeconds(10))).isTrue();
  }
}
