/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ChildProcessTest {
  @TempDir Path directory;

  @Test
  void closingStopsTheChild() {
    final ChildProcess child = start(List.of("sleep", "1000"));
    final ProcessHandle handle = pidOf("child");

    child.close();

    assertThat(handle.isAlive()).isFalse();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aChildThatIgnoresTermIsKilled() {
    final ChildProcess child =
        start(List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"));
    await().until(() -> child.logTail(1).contains("ready"));
    final ProcessHandle handle = pidOf("child");

    child.close();

    assertThat(handle.isAlive()).isFalse();
  }

  @Test
  void tellsTheExitCodeAndTheEndOfTheLog() {
    try (ChildProcess child = start(List.of("sh", "-c", "echo out of luck; exit 7"))) {
      await().until(() -> !child.isAlive());

      assertThat(child.exitCode()).isEqualTo(7);
      assertThat(child.logTail(5)).contains("out of luck");
    }
  }

  @Test
  void killHardLeavesNothing() {
    final ChildProcess child = start(List.of("sleep", "1000"));
    final ProcessHandle handle = pidOf("child");

    child.killHard();

    assertThat(handle.isAlive()).isFalse();
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).isEqualTo(128 + 9);
  }

  /** A parent JVM gets SIGKILL, so that no code of it runs any more. */
  @Test
  void theChildDiesWithItsParent() throws Exception {
    final Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("parent.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(directory.resolve("orphan.pid")));
    final ProcessHandle orphan = pidOf("orphan");
    assertThat(orphan.isAlive()).isTrue();

    parent.destroyForcibly().waitFor();

    await().atMost(Duration.ofSeconds(15)).until(() -> !orphan.isAlive());
  }

  /** The parent process of {@link #theChildDiesWithItsParent}. */
  static final class Parent {
    private Parent() {}

    public static void main(final String[] args) throws InterruptedException {
      try (ChildProcess child =
          ChildProcess.start("orphan", Path.of(args[0]), Map.of(), List.of("sleep", "1000"))) {
        if (child.isAlive()) {
          new CountDownLatch(1).await();
        }
      }
    }
  }

  private ChildProcess start(final List<String> command) {
    return ChildProcess.start("child", directory, Map.of(), command);
  }

  private ProcessHandle pidOf(final String name) {
    await()
        .until(
            () ->
                Files.exists(directory.resolve(name + ".pid"))
                    && !Files.readString(directory.resolve(name + ".pid")).isBlank());
    try {
      return ProcessHandle.of(
              Long.parseLong(Files.readString(directory.resolve(name + ".pid")).strip()))
          .orElseThrow();
    } catch (final java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
