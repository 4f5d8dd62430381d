/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;

/** {@code zknode zks-probe}, as a user runs it, against a main node that other peers use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedDevnets.Extension.class)
@Tag("alone")
abstract class ZksProbeScenarios {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of one run of the probe; all limits of the probe itself are far below. */
  private static final Duration RUN = Duration.ofMinutes(4);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Blocks that there are before the probe starts, so that streams are worth the name. */
  private static final long BLOCKS = 5;

  /**
   * What another peer keeps of its rate at the least: half of the lowest that was seen on a quiet
   * machine (69 %). Next to a peer that the node does not shut out it was 26 %, starved it has
   * none.
   */
  private static final int MIN_RATE_PERCENT = 35;

  /**
   * Blocks, at one a second: how far the devnet's own external node may be behind for a moment, on
   * a machine that does other things, too.
   */
  private static final long FURTHEST_BEHIND = 10;

  private final Engine engine;
  private Path temp;
  private Devnet devnet;
  private String enode;

  ZksProbeScenarios(final Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void findDevnet(@TempDir final Path folder, final SharedDevnets devnets) throws IOException {
    temp = folder;
    devnet = devnets.of(engine);
    enode =
        JSON.readTree(devnet.dataFolder().resolve("devnet.json").toFile())
            .path("mainNodeEnode")
            .asText();
    await()
        .atMost(PATIENCE)
        .until(() -> devnet.mainNode().rpc().tryQuantity("eth_blockNumber").orElse(0L) >= BLOCKS);
  }

  Devnet devnet() {
    return devnet;
  }

  /** Of the main node. */
  String enode() {
    return enode;
  }

  /** Whatever was sent, the main node builds on, and the external node follows. */
  @AfterEach
  void theNodesBuildOn() {
    final List<JsonRpc> nodes =
        List.of(devnet.mainNode().rpc(), devnet.externalNodes().getFirst().rpc());
    for (final JsonRpc node : nodes) {
      final long before = nodes.getFirst().tryQuantity("eth_blockNumber").orElseThrow();
      await().atMost(PATIENCE).until(() -> node.tryQuantity("eth_blockNumber").orElse(0L) > before);
      // Right after strangers held its peers, or a flood the processors, a node may still be
      // DEGRADED and say why; it gets over it by itself.
      await().atMost(PATIENCE).untilAsserted(() -> Facts.assertRunning(node));
    }
  }

  private JsonNode probe(final String... arguments) throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "zks-probe", enode, "--json", "--timeout=PT20S", "--quiet=PT1S", "--load=PT5S"));
    command.addAll(List.of(arguments));
    final Command.Result result = Command.run(temp, RUN, command.toArray(String[]::new));
    assertThat(result.err()).doesNotContain("\tat ");
    final JsonNode report = JSON.readTree(result.lastLine());
    assertThat(report.path("checks"))
        .as(report.toPrettyString())
        .isNotEmpty()
        .noneMatch(check -> check.path("verdict").asText().equals("FAIL"));
    assertThat(result.exitCode()).isZero();
    return report;
  }

  private static List<String> names(final JsonNode report, final String verdict) {
    return StreamSupport.stream(report.path("checks").spliterator(), false)
        .filter(check -> check.path("verdict").asText().equals(verdict))
        .map(check -> check.path("name").asText())
        .toList();
  }

  @Test
  void theWholeSuitePassesWhileAnotherPeerGoesOnReplaying(final TestReporter reporter)
      throws Exception {
    // Next to a thread that burns what the attacker's took: the probe, the node and its devnet
    // share the processors, which is not the node's doing.
    final JsonNode report;
    final LiveReplay.Seen live;
    try (LiveReplay replay =
        LiveReplay.watch(devnet.mainNode().rpc(), devnet.externalNodes().getFirst().rpc())) {
      report = probe("--versions=5", "--min-rate-percent=" + MIN_RATE_PERCENT);
      live = replay.seen();
    }

    reporter.publishEntry("live replay", live.toString());
    // The node that replays all the time gets every block when it is there.
    assertThat(live.blocks()).as(live.toString()).isGreaterThan(BLOCKS);
    assertThat(live.looks()).as("%s: a look at each block", live).isGreaterThan(live.blocks());
    assertThat(live.meanBehind()).as(live.toString()).isLessThan(1);
    assertThat(live.furthest()).as(live.toString()).isLessThan(FURTHEST_BEHIND);
    assertThat(names(report, "PASS"))
        .contains("replay", "auth", "second-request", "slow-reader")
        .contains("oversize", "flood", "connect-flood")
        .hasSize(19);
    assertThat(report.path("role").asText()).isEqualTo("main");
    assertThat(report.path("ethStatus").isObject()).isEqualTo(engine == Engine.BESU);
    assertThat(report.path("checks"))
        .filteredOn(check -> check.path("figures").has("bystanderPercent"))
        .hasSize(2)
        .allSatisfy(
            check -> {
              final JsonNode figures = check.path("figures");
              reporter.publishEntry(check.path("name").asText(), figures.toString());
              // A flood costs the node less than an honest peer that is as busy.
              assertThat(figures.path("bystanderPercentOfBesideHonest").asDouble())
                  .isGreaterThan(MIN_RATE_PERCENT);
            });
  }

  @Test
  void olderVersionsAreServedRight() throws Exception {
    final JsonNode report =
        probe(
            "--versions=4,3",
            "hello",
            "replay",
            "max-blocks",
            "auth",
            "bad-auth",
            "second-request",
            "extra-item",
            "wrong-role");
    assertThat(report.path("notOffered")).isEmpty();
    assertThat(names(report, "PASS")).hasSize(16);
  }
}
