/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.zknode.plugin.DrivenBesu.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Besu whose data path is on a file system that has no byte left; skipped by name where
 * there is no Besu, or no file system can be mounted.
 */
@Tag("slow")
class RealBesuFullDiskTest {
  /** What Besu takes by itself, and some blocks. */
  private static final String SIZE = "size=400m";

  /** What was allocated before has room for so many empty blocks at the most. */
  private static final int BLOCKS = 500;

  private static final Duration STOPS = Duration.ofSeconds(60);

  private Path data;
  private DrivenBesu besu;

  @BeforeEach
  void mount(@TempDir final Path temporary) throws Exception {
    data = Files.createDirectory(temporary.resolve("main"));
    besu = DrivenBesu.in(temporary);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", data.toString()) == 0,
        "no file system can be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", data.toString());
  }

  private static int run(final String... command) throws Exception {
    final Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (final IOException e) {
      return -1; // there is no such command
    }
    return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }

  @Test
  void whatIsBuiltOnAFullDiskFailsAndTheNodeGoesOnWithRoom() throws Exception {
    final Path filler = data.resolve("filler");
    final long stored;
    final BesuProcess full = besu.start(data);
    try {
      extend(full, 1);
      fill(filler);
      stored = buildUntilItFails(full);
    } finally {
      // Neither the engine's lock nor a thread that waits for it keeps the process.
      full.close(STOPS);
    }
    Files.delete(filler);

    final BesuProcess again = besu.start(data);
    try {
      final long head = again.result("driver_head").get("number").asLong();
      assertThat(head).as("what was answered is there").isGreaterThanOrEqualTo(stored);
      assertThat(extend(again, head + 1).path("result").path("number").asLong())
          .isEqualTo(head + 1);
    } finally {
      again.close();
    }
  }

  private static JsonNode extend(final BesuProcess node, final long number) throws IOException {
    return node.call("driver_extend", 1_000 + number, ROOT, List.of());
  }

  private static void fill(final Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int size = 1 << 20; size > 0; size /= 1 << 10) {
        write(out, new byte[size]);
      }
    }
  }

  private static void write(final OutputStream out, final byte[] bytes) {
    try {
      while (true) {
        out.write(bytes);
      }
    } catch (final IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** The number of the last block that was built. */
  private static long buildUntilItFails(final BesuProcess node) {
    long built = 1;
    for (int i = 0; i < BLOCKS; i++) {
      try {
        if (!extend(node, built + 1).has("result")) {
          return built;
        }
      } catch (final IOException ended) {
        return built;
      }
      built++;
    }
    throw new AssertionError(BLOCKS + " blocks were built on a full disk");
  }
}
