/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.PrivateKey;

/** A real Besu that keeps few states, whose disk fills up, and one of whose writes never ends. */
class RealBesuSurroundingsTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final String ROOT = "0x" + "11".repeat(32);

  /** The engine waits 10 s for the write, Besu needs some seconds for itself. */
  private static final Duration STOP = Duration.ofSeconds(40);

  @TempDir private Path dir;

  @Test
  void fewStatesAFullDiskAndAWriteThatHangs() throws IOException {
    final Optional<Path> home = BesuProcess.find();
    assumeTrue(home.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    final BesuProcess besu =
        BesuProcess.start(
                home.get(),
                PluginJars.directory(dir.resolve("plugins"), DriverPlugin.class.getName()),
                dir.resolve("data"),
                Files.writeString(
                    dir.resolve("genesis.json"), BesuGenesis.of(KEY.address(), Map.of())),
                List.of(
                    "--rpc-http-api=ETH,NET,DRIVER",
                    "--color-enabled=false",
                    "--bonsai-limit-trie-logs-enabled=false",
                    "--bonsai-historical-block-limit=16"))
            .awaitRpc();
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
    final JsonNode first = besu.result("driver_extend", 10, ROOT, List.of());
    besu.result("driver_disk", 500);
    // The room is looked at once a second at the most.
    Awaitility.await()
        .untilAsserted(
            () -> {
              final long next = 10 + besu.result("driver_head").get("number").asLong();
              assertThat(besu.call("driver_extend", next, ROOT, List.of()).has("error")).isTrue();
            });
    assertThat(besu.log()).contains("the disk of the test has 500 MiB left; below 1024 MiB");
    besu.result("driver_disk", 100_000);
    Awaitility.await()
        .until(() -> besu.call("driver_extend", 1_000, ROOT, List.of()).has("result"));
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
