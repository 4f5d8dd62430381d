/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.DevnetSetup;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.RollupNetwork;
import org.zknode.devnet.process.JsonRpc;

/** A rollup on a rollup, each scenario on what the one before left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class L3Scenarios {
  private static final Logger LOG = LoggerFactory.getLogger(L3Scenarios.class);

  /** Each stage of L3 waits for one of L2. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final Map<String, String> QUICK =
      Map.of(
          "--plugin-sequencer-batch-timeout",
          "PT3S",
          "--plugin-aggregator-verify-interval",
          "PT1S");

  private final Engine engine;
  private Devnet devnet;

  /** Between the external node of L2 and L1, so that it can be shown an old L1. */
  private final L1Proxy l1OfTheNodeBelow = new L1Proxy();

  private long scenarioStart;

  L3Scenarios(final Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void startDevnet(@TempDir final Path temp) {
    Engines.require(engine);
    final long start = System.nanoTime();
    devnet =
        Devnet.start(
            Engines.options(engine, temp.resolve("data")).withL3(),
            new DevnetSetup(
                    Optional.empty(),
                    l1 -> {
                      l1OfTheNodeBelow.leadTo(l1);
                      return l1;
                    },
                    QUICK,
                    Map.of("--plugin-zknode-l1-urls", l1OfTheNodeBelow.url().toString()),
                    List.of(DevnetScenarios.QUICK_PROOFS))
                .withL3MainFlags(QUICK),
            Engines.home(),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    LOG.info("{}: both rollups run after {} s", engine.text(), DevnetScenarios.secondsSince(start));
  }

  @AfterAll
  void stopDevnet() {
    if (devnet != null) {
      devnet.close();
    }
    l1OfTheNodeBelow.close();
  }

  @BeforeEach
  void startTheClock() {
    scenarioStart = System.nanoTime();
  }

  @AfterEach
  void tellTheTime(final TestInfo scenario) {
    LOG.info(
        "{}: {} took {} s",
        engine.text(),
        scenario.getDisplayName(),
        DevnetScenarios.secondsSince(scenarioStart));
  }

  static ConditionFactory eventually() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(300));
  }

  Devnet devnet() {
    return devnet;
  }

  L1Proxy l1OfTheNodeBelow() {
    return l1OfTheNodeBelow;
  }

  RollupNetwork l3() {
    return devnet.l3().orElseThrow();
  }

  /** L1 escrow, relay on L2, token on L3 and back, as the example's script does it. */
  @Test
  @Order(1)
  void anEscrowGoesOverTwoBridgesAndBack(@TempDir final Path temp) throws Exception {
    final Path out = temp.resolve("escrow.out");
    final ProcessBuilder builder =
        new ProcessBuilder(
                Engines.distribution().resolve("examples/escrow/escrow").toString(),
                devnet.dataFolder().resolve("devnet.json").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    final Process script = builder.start();

    final boolean ended = script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    script.destroy();

    final List<String> lines = Files.readAllLines(out);
    assertThat(ended && script.exitValue() == 0).as(String.join("\n", lines)).isTrue();
    assertThat(lines.getLast()).startsWith("round trip: ");
    // Upwards the bridge node of each rollup claims, before the script would.
    for (final String rollup : List.of("L2", "L3")) {
      assertThat(lines)
          .anyMatch(
              line -> line.startsWith("  claimed on %s by its bridge node".formatted(rollup)));
    }
    LOG.info("{}: the escrow's {}", engine.text(), lines.getLast());
  }

  /** By its URL only, as any stranger. */
  @Test
  @Order(2)
  void theL1OfL3IsTheExternalNodeOfL2() throws IOException {
    final JsonNode description =
        new ObjectMapper().readTree(devnet.dataFolder().resolve("devnet.json").toFile());
    final JsonNode external = description.path("externalNodeUrls");
    assertThat(external).hasSize(1);
    assertThat(description.at("/l3/l1Url")).isEqualTo(external.path(0));
    assertThat(external.path(0)).isNotEqualTo(description.path("mainNodeUrl"));
  }

  /** Whatever L3 calls virtual or verified, L2 has called virtual before. */
  @Test
  @Order(2)
  void theStagesOfL3FollowThoseOfL2() {
    final JsonRpc below = l3().l1().rpc();
    final JsonRpc main = l3().mainNode().rpc();
    verifiesAfter(l3().l1().lastVerifiedBatch());
    eventually().until(() -> Facts.quantity(main, "zkevm_verifiedBatchNumber") > 0);

    final long virtual = Facts.quantity(main, "zkevm_virtualBatchNumber");
    final long verified = Facts.quantity(main, "zkevm_verifiedBatchNumber");
    final long safe = Facts.tag(below, "safe");

    assertThat(verified).isLessThanOrEqualTo(virtual);
    assertThat(blockBelow(main, virtual, "sendSequencesTxHash")).isBetween(1L, safe);
    assertThat(blockBelow(main, verified, "verifyBatchTxHash")).isBetween(1L, safe);
    assertThat(Facts.quantity(below, "zkevm_virtualBatchNumber"))
        .isGreaterThanOrEqualTo(
            Facts.quantity(below, "zkevm_batchNumberByBlockNumber", Facts.hex(safe)));
    Facts.assertVerifiedRootIsOf(
        l3().l1(), verified, List.of(main, l3().externalNodes().getFirst().rpc()));
  }

  private long blockBelow(final JsonRpc main, final long batch, final String transaction) {
    final JsonNode found =
        main.tryCall("zkevm_getBatchByNumber", Facts.hex(batch), false).orElseThrow();
    return Long.decode(
        l3().l1()
            .rpc()
            .tryCall("eth_getTransactionReceipt", found.path(transaction).asText())
            .orElseThrow()
            .path("blockNumber")
            .asText());
  }

  /** It is all that L3 has of its L1. */
  @Test
  @Order(3)
  void l3GoesOnWhenTheNodeBelowWasKilled() {
    final NodeProcess below = devnet.externalNodes().getFirst();
    final long verified = l3().l1().lastVerifiedBatch();
    below.killHard();
    below.start();
    below.awaitReady();

    verifiesAfter(verified);
    everythingRuns();
  }

  /** So many seconds are for the batch at work, too. */
  final void verifiesAfter(final long batch) {
    eventually().ignoreExceptions().until(() -> l3().l1().lastVerifiedBatch() > batch);
  }

  final void everythingRuns() {
    nodes().forEach(node -> eventually().untilAsserted(() -> Facts.assertRunning(node)));
  }

  final List<JsonRpc> nodes() {
    return Stream.of(devnet.l2(), l3())
        .flatMap(
            rollup -> Stream.concat(Stream.of(rollup.mainNode()), rollup.externalNodes().stream()))
        .map(NodeProcess::rpc)
        .toList();
  }
}
