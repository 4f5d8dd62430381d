/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Besu that keeps few states, whose disk fills up, and one of whose writes never ends. */
@Tag("slow")
class RealBesuSurroundingsTest {
  /** The engine waits 10 s for the write, Besu needs some seconds for itself. */
  private static final Duration STOP = Duration.ofSeconds(40);

  @TempDir private Path dir;

  @Test
  void fewStatesAFullDiskAndAWriteThatHangs() throws IOException {
    final BesuProcess besu =
        DrivenBesu.in(dir)
            .start(
                dir.resolve("data"),
                "--bonsai-limit-trie-logs-enabled=false",
                "--bonsai-historical-block-limit=16");
    try {
      assertThat(besu.result("driver_stateWindow").asText())
          .startsWith("reads at the finalized block will fail: Besu reads the state of 16 blocks")
          .endsWith("--bonsai-historical-block-limit=48");
      noBlockIsBegunOnAFullDisk(besu);
      besu.result("driver_hangInUnwind");
      Thread.ofVirtual().start(() -> unwind(besu));
      Awaitility.await().until(() -> besu.result("driver_isHanging").asBoolean());
      besu.close(STOP);
    } finally {
      besu.kill();
    }
  }

  private static void noBlockIsBegunOnAFullDisk(final BesuProcess besu) throws IOException {
    final JsonNode first = besu.result("driver_extend", 10, DrivenBesu.ROOT, List.of());
    besu.result("driver_disk", 500);
    // The room is looked at once a second at the most.
    Awaitility.await()
        .untilAsserted(
            () -> {
              final long next = 10 + besu.result("driver_head").get("number").asLong();
              assertThat(besu.call("driver_extend", next, DrivenBesu.ROOT, List.of()).has("error"))
                  .isTrue();
            });
    assertThat(besu.log()).contains("the disk of the test has 500 MiB left; below 1024 MiB");
    besu.result("driver_disk", 100_000);
    Awaitility.await()
        .until(() -> besu.call("driver_extend", 1_000, DrivenBesu.ROOT, List.of()).has("result"));
    assertThat(besu.result("driver_head").get("number").asLong())
        .isGreaterThan(first.get("number").asLong());
  }

  private static void unwind(final BesuProcess besu) {
    try {
      besu.call("driver_unwind", 1);
    } catch (final IOException e) {
      // Besu ends while it is asked.
      org.slf4j.LoggerFactory.getLogger(RealBesuSurroundingsTest.class).debug("ended", e);
    }
  }
}
