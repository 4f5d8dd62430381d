/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class AnvilProcessTest {

  /** Runs in a JVM of its own: starts anvil, says its process id, waits to be killed. */
  static final class Victim {
    private Victim() {}

    public static void main(final String[] args) throws InterruptedException {
      try (AnvilProcess process = AnvilProcess.start(Path.of(args[0]), List.of())) {
        System.out.println(process.isAlive() ? anvilPid() : "dead");
        new CountDownLatch(1).await();
      }
    }

    private static long anvilPid() {
      return ProcessHandle.current()
          .descendants()
          .filter(p -> p.info().command().orElse("").endsWith("anvil"))
          .findFirst()
          .orElseThrow()
          .pid();
    }
  }

  @Test
  void anvilDiesWithAJvmThatIsKilled() throws Exception {
    final Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                EngineKit.anvil().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      final String line = out.readLine();
      assertThat(line).matches("\\d+");
      final ProcessHandle anvil = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
      assertThat(anvil.isAlive()).isTrue();
      // SIGKILL: no shutdown hook, no finally.
      assertThat(jvm.destroyForcibly().waitFor()).isNotZero();
      await().atMost(Duration.ofSeconds(10)).until(() -> !anvil.isAlive());
    } finally {
      jvm.destroyForcibly();
    }
  }
}
