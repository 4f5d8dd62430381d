/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.DevnetSetup;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.JsonRpc;

/**
 * One devnet for all scenarios, whose start is what takes the time: each scenario also starts from
 * what the one before left. After each, both nodes run and L1 has what they have.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DevnetScenarios {
  private static final Logger LOG = LoggerFactory.getLogger(DevnetScenarios.class);

  /** For one thing to come about; many times what it takes, because machines differ. */
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private static final Duration POLL = Duration.ofMillis(200);

  /** Of a prover: three proofs for each batch must not be what everything waits for. */
  static final String QUICK_PROOFS = "--delay=PT0.1S";

  private final Engine engine;
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private Path data;
  private L1Proxy proxy;
  private Devnet devnet;
  private URI metrics;
  private JsonRpc main;
  private JsonRpc external;
  private long scenarioStart;

  DevnetScenarios(final Engine engine) {
    this.engine = engine;
  }

  /** Flags of the dev provers. */
  List<String> proverFlags() {
    return List.of(QUICK_PROOFS);
  }

  @BeforeAll
  void startDevnet(@TempDir final Path temp) throws IOException {
    Engines.require(engine);
    data = temp.resolve("data");
    final long start = System.nanoTime();
    final int metricsPort = FreePorts.of(1).getFirst();
    devnet =
        Devnet.start(
            Engines.options(engine, data).withExecutors(executors()),
            new DevnetSetup(
                Optional.empty(),
                l1 -> {
                  proxy = new L1Proxy(l1);
                  return proxy.url();
                },
                mainFlags(metricsPort),
                externalFlags(),
                proverFlags()),
            Engines.home(),
            new PrintStream(progress, true, StandardCharsets.UTF_8));
    main = devnet.mainNode().rpc();
    external = devnet.externalNodes().getFirst().rpc();
    metrics =
        engine == Engine.BESU
            ? URI.create("http://127.0.0.1:%d/metrics".formatted(metricsPort))
            : main.url().resolve("/metrics");
    LOG.info("{}: the devnet runs after {} s", engine.text(), secondsSince(start));
  }

  private Map<String, String> mainFlags(final int metricsPort) {
    final Map<String, String> flags = new HashMap<>();
    // Thousands of transactions are many for batches made to be watched.
    flags.put("--plugin-sequencer-max-batch-transactions", "2000");
    // Scenarios wait for batches to be closed, missed and verified.
    flags.put("--plugin-sequencer-batch-timeout", "PT3S");
    flags.put("--plugin-aggregator-verify-interval", "PT1S");
    if (engine == Engine.BESU) {
      flags.put("--metrics-enabled", "true");
      flags.put("--metrics-host", "127.0.0.1");
      flags.put("--metrics-port", Integer.toString(metricsPort));
      flags.put("--metrics-category", "ZKNODE");
    }
    return flags;
  }

  /** What the external nodes have besides the usual flags, or instead of them. */
  Map<String, String> externalFlags() {
    return Map.of();
  }

  /** How many executors the main node's batch check asks. */
  int executors() {
    return 0;
  }

  @AfterAll
  void stopDevnet() {
    if (devnet != null) {
      devnet.close();
    }
    if (proxy != null) {
      proxy.close();
    }
  }

  @BeforeEach
  void startTheClock() {
    scenarioStart = System.nanoTime();
  }

  /** Whatever happened, it is over, L1 has each batch once, and its state is ours. */
  @AfterEach
  void everythingRuns(final TestInfo scenario) throws Exception {
    final String done = secondsSince(scenarioStart);
    final List<String> ended = startWhoeverEnded();
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
    }
    final long verified = devnet.l1().lastVerifiedBatch();
    for (final JsonRpc node : nodes()) {
      eventually().until(() -> Facts.hasVerified(node, verified));
    }
    Facts.assertVerifiedRootIsOf(devnet.l1(), verified, nodes());
    Facts.assertEachBatchSequencedOnce(devnet.l1(), 1);
    assertThat(ended).as("nodes that the scenario left without a process").isEmpty();
    LOG.info(
        "{}: {} took {} s, all runs after {} s",
        engine.text(),
        scenario.getDisplayName(),
        done,
        secondsSince(scenarioStart));
  }

  /** A scenario that fails while a node is down fails alone: the next ones need it. */
  private List<String> startWhoeverEnded() {
    final List<String> ended = new ArrayList<>();
    for (final NodeProcess node : processes()) {
      if (!node.isAlive()) {
        ended.add(node.name());
        node.start();
      }
    }
    return ended;
  }

  private List<NodeProcess> processes() {
    return Stream.concat(Stream.of(devnet.mainNode()), devnet.externalNodes().stream()).toList();
  }

  static String secondsSince(final long nanoTime) {
    return "%.1f".formatted((System.nanoTime() - nanoTime) / 1e9);
  }

  static ConditionFactory eventually() {
    // What is so already costs no time: some things are asked of each of hundreds of accounts.
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL);
  }

  /** Polls, so that what must go on meanwhile can be looked at afterwards. */
  static void spend(final Duration time) {
    final long end = System.nanoTime() + time.toNanos();
    await().atMost(time.plus(PATIENCE)).until(() -> System.nanoTime() >= end);
  }

  void awaitEverywhere(final Traffic traffic) {
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> assertThat(traffic.complaint(node)).isEmpty());
    }
  }

  /** All of the traffic sent to these, by a user of its own. */
  static Traffic traffic(final int user, final List<JsonRpc> to) {
    return new Traffic(Devnet.L2_CHAIN_ID, Devnet.user(user), to);
  }

  Engine engine() {
    return engine;
  }

  /** Folder of the devnet. */
  Path data() {
    return data;
  }

  Devnet devnet() {
    return devnet;
  }

  /** Between the nodes and L1. */
  L1Proxy proxy() {
    return proxy;
  }

  /** The main node's page of metrics. */
  URI metrics() {
    return metrics;
  }

  JsonRpc main() {
    return main;
  }

  JsonRpc external() {
    return external;
  }

  List<JsonRpc> nodes() {
    return List.of(main, external);
  }

  /** What was acknowledged is in blocks of both nodes. */
  void includedEverywhere(final List<Bytes32> hashes) {
    for (final JsonRpc node : nodes()) {
      included(hashes, node);
    }
  }

  static void included(final List<Bytes32> hashes, final JsonRpc node) {
    eventually()
        .untilAsserted(
            () ->
                assertThat(hashes)
                    .as("acknowledged, not in a block of %s", node.url())
                    .allMatch(hash -> Facts.receipt(node, hash).isPresent()));
  }

  /** L1 has verified a batch after that one. */
  void verifiedBeyond(final long batch) {
    eventually().until(() -> devnet().l1().lastVerifiedBatch() > batch);
  }
}
