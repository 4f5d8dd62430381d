/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zknode.acceptance.Facts.closedBatches;
import static org.zknode.acceptance.Facts.head;
import static org.zknode.acceptance.Facts.quantity;
import static org.zknode.acceptance.Facts.reasons;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.devnet.DevnetOptions.Engine;
import org.zknode.launcher.devnet.DevnetSetup;
import org.zknode.launcher.devnet.Traffic;
import org.zknode.launcher.process.ChildProcess;
import org.zknode.launcher.process.JsonRpc;

/**
 * What a rollup's parts do to each other when one of them fails: verifier, prover, database, L1.
 * One devnet for all, so that each scenario also starts from what the one before left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class FaultScenarios {
  /** System property that switches the scenarios on. */
  static final String SWITCH = "zknode.faults";

  static final String WHY_NOT = "takes ten minutes for each engine: -Dzknode.faults=true";

  private static final Logger LOG = LoggerFactory.getLogger(FaultScenarios.class);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Batches that a fault must outlast, so that it is seen to stop something. */
  private static final int SEVERAL = 2;

  private static final Duration POSTGRES_DOWN = Duration.ofSeconds(6);
  private static final Duration RATE_LIMITED = Duration.ofSeconds(12);
  private static final int RETRY_AFTER_SECONDS = 6;

  private final Engine engine;
  private final Duration l1Cut;
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private L1Proxy proxy;
  private Devnet devnet;
  private URI metrics;
  private JsonRpc main;
  private JsonRpc external;
  private List<JsonRpc> nodes;

  /**
   * @param l1Cut how long L1 is out of reach
   */
  FaultScenarios(final Engine engine, final Duration l1Cut) {
    this.engine = engine;
    this.l1Cut = l1Cut;
  }

  @BeforeAll
  void startDevnet(@TempDir final Path temp) throws IOException {
    Engines.require(engine);
    final int metricsPort = freePort();
    devnet =
        Devnet.start(
            Engines.options(engine, temp.resolve("data")),
            new DevnetSetup(
                Optional.empty(),
                l1 -> {
                  proxy = new L1Proxy(l1);
                  return proxy.url();
                },
                mainFlags(metricsPort),
                Map.of()),
            Engines.home(),
            new PrintStream(progress, true, StandardCharsets.UTF_8));
    main = devnet.mainNode().rpc();
    external = devnet.externalNodes().getFirst().rpc();
    nodes = List.of(main, external);
    metrics =
        engine == Engine.BESU
            ? URI.create("http://127.0.0.1:%d/metrics".formatted(metricsPort))
            : main.url().resolve("/metrics");
  }

  private Map<String, String> mainFlags(final int metricsPort) {
    final Map<String, String> flags = new HashMap<>();
    // 10,000 transactions are many for batches made to be watched.
    flags.put("--plugin-sequencer-max-batch-transactions", "2000");
    flags.put("--plugin-sequencer-verifier-request-timeout", "PT2S");
    if (engine == Engine.BESU) {
      flags.put("--metrics-enabled", "true");
      flags.put("--metrics-host", "127.0.0.1");
      flags.put("--metrics-port", Integer.toString(metricsPort));
      flags.put("--metrics-category", "ZKNODE");
    }
    return flags;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
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

  /** Whatever happened, it is over, L1 has each batch once, and its state is ours. */
  @AfterEach
  void everythingRuns() throws Exception {
    for (final JsonRpc node : nodes) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
    }
    final long closed = closedBatches(main);
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= closed);
    final long verified = devnet.l1().lastVerifiedBatch();
    for (final JsonRpc node : nodes) {
      eventually().until(() -> quantity(node, "zkevm_verifiedBatchNumber") >= verified);
    }
    Facts.assertVerifiedRootIsOf(devnet.l1(), nodes);
    Facts.assertEachBatchSequencedOnce(devnet.l1(), 1);
  }

  private static ConditionFactory eventually() {
    return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200));
  }

  /** Polls, so that what must go on meanwhile can be looked at afterwards. */
  private static void spend(final Duration time) {
    final long end = System.nanoTime() + time.toNanos();
    await().atMost(time.plus(PATIENCE)).until(() -> System.nanoTime() >= end);
  }

  private void awaitEverywhere(final Traffic traffic) {
    for (final JsonRpc node : nodes) {
      eventually().untilAsserted(() -> assertThat(traffic.complaint(node)).isEmpty());
    }
  }

  private void awaitDegraded(final JsonRpc node, final String... parts) {
    eventually().untilAsserted(() -> Facts.assertDegraded(node, parts));
  }

  @Test
  @Order(1)
  void withoutItsOnlyVerifierNothingGoesToL1UntilItIsBack() throws Exception {
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= 1);
    devnet.externalNodes().getFirst().killHard();

    awaitDegraded(main, "not-enough-verifiers", "has 0 of 1 verifier signatures");
    final long sequenced = devnet.l1().lastBatchSequenced();
    final long blocks = head(main);
    final Traffic traffic = new Traffic(Devnet.L2_CHAIN_ID, Devnet.user(0), List.of(main));
    traffic.round();
    eventually().until(() -> closedBatches(main) >= sequenced + SEVERAL);
    assertThat(devnet.l1().lastBatchSequenced()).isEqualTo(sequenced);
    assertThat(head(main)).as("L2 goes on").isGreaterThan(blocks);
    assertThat(traffic.complaint(main)).isEmpty();
    assertThat(Facts.metric(metrics, "node_state")).isEqualTo(1);
    assertThat(Facts.metric(metrics, "batch_verification_sequencer_next_batch"))
        .isEqualTo(sequenced + 1);

    devnet.externalNodes().getFirst().start();
    devnet.externalNodes().getFirst().awaitReady();
    final long waiting = closedBatches(main);
    eventually().until(() -> devnet.l1().lastBatchSequenced() >= waiting);
    awaitEverywhere(traffic);
    assertThat(reasons(main)).doesNotContain("not-enough-verifiers");
  }

  @Test
  @Order(2)
  void aProverTakesOverTheJobOfOneThatDied() {
    final ChildProcess first = devnet.provers().getFirst();
    first.killHard();
    eventually().until(() -> connectedProvers().isEmpty());
    final ChildProcess slow = devnet.startProver("slow", "--delay=PT5M");
    eventually().until(() -> isWorking("slow"));
    final long verified = devnet.l1().lastVerifiedBatch();
    eventually().until(() -> devnet.l1().lastBatchSequenced() >= verified + SEVERAL);
    assertThat(devnet.l1().lastVerifiedBatch()).isEqualTo(verified);

    slow.killHard();
    final ChildProcess second = devnet.startProver("second");
    final long waiting = devnet.l1().lastBatchSequenced();
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= waiting);
    assertThat(prover("second").path("jobsDone").asLong()).isPositive();

    // The first one comes back and does all alone again.
    devnet.startProver("prover1");
    eventually().until(() -> connectedProvers().contains("prover1"));
    second.killHard();
    final long done = prover("prover1").path("jobsDone").asLong();
    final long later = closedBatches(main) + 1;
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= later);
    assertThat(prover("prover1").path("jobsDone").asLong()).isGreaterThan(done);
    Facts.assertNeverHalted(main);
  }

  private JsonNode prover(final String name) {
    for (final JsonNode prover : main.tryCall("zknode_provers").orElseThrow()) {
      if (prover.path("name").asText().equals(name)) {
        return prover;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private boolean isWorking(final String name) {
    return prover(name).path("state").asText().equals("WORKING");
  }

  private List<String> connectedProvers() {
    final List<String> names = new ArrayList<>();
    for (final JsonNode prover : main.tryCall("zknode_provers").orElseThrow()) {
      if (prover.path("connections").asInt() > 0) {
        names.add(prover.path("name").asText());
      }
    }
    return names;
  }

  @Test
  @Order(3)
  void aDatabaseThatIsAwayForSecondsLosesNoAcknowledgedTransaction() throws Exception {
    final Persistent user = new Persistent(Devnet.L2_CHAIN_ID, Devnet.user(1), nodes);
    user.sendUntil(() -> user.acknowledged().size() >= 10);
    assertThat(user.refusals()).isEmpty();

    devnet.stopPostgres();
    final long down = System.nanoTime();
    user.sendUntil(() -> System.nanoTime() - down > POSTGRES_DOWN.toNanos());
    for (final JsonRpc node : nodes) {
      awaitDegraded(node, "DB");
    }
    final int refused = user.refusals().size();
    assertThat(refused).isPositive();
    assertThat(user.refusals())
        .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("no answer"));

    devnet.startPostgres();
    final int before = user.acknowledged().size();
    user.sendUntil(() -> user.acknowledged().size() >= before + 10);
    LOG.info(
        "PostgreSQL was away: {} refusals, for instance '{}'", refused, user.refusals().getFirst());
    for (final JsonRpc node : nodes) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
      assertIncluded(node, user.acknowledged());
    }
    assertThat(Facts.events(devnet.stateDatabaseUrls().getFirst()))
        .contains("NODE_DEGRADED", "NODE_RECOVERED");
  }

  private static void assertIncluded(final JsonRpc node, final List<Bytes32> transactions) {
    for (final Bytes32 hash : transactions) {
      eventually()
          .untilAsserted(
              () ->
                  assertThat(Facts.receipt(node, hash).map(found -> found.path("status").asText()))
                      .as("transaction %s on %s", hash, node.url())
                      .contains("0x1"));
    }
  }

  @Test
  @Order(4)
  void l2GoesOnWhileL1IsOutOfReach() throws Exception {
    final long sequenced = devnet.l1().lastBatchSequenced();
    proxy.cut();
    final long start = System.nanoTime();
    for (final JsonRpc node : nodes) {
      awaitDegraded(node, "L1 gave no answer", proxy.url().toString());
    }
    goesOnFor(l1Cut.minusNanos(System.nanoTime() - start));
    assertThat(devnet.l1().lastBatchSequenced()).isBetween(sequenced, sequenced + SEVERAL);
    final long waiting = closedBatches(main);
    assertThat(waiting).isGreaterThan(sequenced + SEVERAL);

    proxy.pass();
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= waiting);
  }

  @Test
  @Order(5)
  void l2GoesOnWhileL1LimitsTheRate() throws Exception {
    final long sequenced = devnet.l1().lastBatchSequenced();
    proxy.limit(RETRY_AFTER_SECONDS);
    for (final JsonRpc node : nodes) {
      awaitDegraded(node, "wants to be left alone");
    }
    goesOnFor(RATE_LIMITED);
    final long waiting = closedBatches(main);
    assertThat(waiting).isGreaterThan(sequenced);
    LOG.info("{} requests were answered with 429", proxy.refused());

    proxy.pass();
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= waiting);
  }

  /** New transactions get into blocks on both nodes for that long. */
  private void goesOnFor(final Duration time) {
    final long end = System.nanoTime() + time.toNanos();
    final Traffic traffic = new Traffic(Devnet.L2_CHAIN_ID, Devnet.user(0), nodes);
    do {
      final long block = head(main);
      traffic.round();
      awaitEverywhere(traffic);
      assertThat(head(main)).isGreaterThan(block);
      spend(Duration.ofSeconds(2));
    } while (System.nanoTime() < end);
    for (final JsonRpc node : nodes) {
      Facts.assertDegraded(node);
    }
  }

  @Test
  @Order(6)
  void anL1ReorgWithSequencesAndAVerificationIsRepaired() throws Exception {
    final Traffic traffic = new Traffic(Devnet.L2_CHAIN_ID, Devnet.user(0), nodes);
    traffic.round();
    awaitEverywhere(traffic);
    final long block = head(main);
    final String hash = Facts.blockHash(main, block);
    final long virtual = quantity(main, "zkevm_batchNumberByBlockNumber", Facts.hex(block));
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= virtual);
    final long verified = devnet.l1().lastVerifiedBatch();

    final long depth = depthWith(SEVERAL + 1);
    devnet.l1().rpc().call("anvil_reorg", depth, List.of());
    assertThat(devnet.l1().lastBatchSequenced()).isLessThan(virtual);
    assertThat(devnet.l1().lastVerifiedBatch()).isLessThan(verified);

    for (final String database : devnet.stateDatabaseUrls()) {
      eventually().untilAsserted(() -> assertThat(Facts.events(database)).contains("L1_REORG"));
    }
    eventually()
        .untilAsserted(
            () -> {
              nodes.forEach(Facts::assertNeverHalted);
              assertThat(devnet.l1().lastVerifiedBatch()).isGreaterThanOrEqualTo(verified);
            });
    for (final JsonRpc node : nodes) {
      assertThat(Facts.blockHash(node, block)).isEqualTo(hash);
      assertThat(traffic.complaint(node)).isEmpty();
    }
    LOG.info("repaired an L1 reorg of {} blocks", depth);
  }

  /** So many L1 blocks from the head on that the last so many verifications are in them. */
  private long depthWith(final int verifications) throws Exception {
    final List<Long> blocks = Facts.verifications(devnet.l1());
    final long first = blocks.get(blocks.size() - verifications);
    assertThat(Facts.sequences(devnet.l1()))
        .filteredOn(sequence -> sequence.l1Block() >= first)
        .hasSizeGreaterThanOrEqualTo(SEVERAL);
    return head(devnet.l1().rpc()) - first + 1;
  }

  @Test
  @Order(7)
  void tenThousandMixedTransactionsSentToBothNodesAreInBlocksOnce() throws Exception {
    final MixedLoad load = new MixedLoad(Devnet.L2_CHAIN_ID, Devnet.user(2), nodes);
    load.sign();
    load.fund();
    final long first = head(main) + 1;
    final long start = System.nanoTime();
    load.send();
    final long sent = System.nanoTime();
    load.awaitIncluded();
    final long included = System.nanoTime();
    load.assertIncludedOnce(first);
    final long batch = closedBatches(main) + 1;
    eventually().until(() -> devnet.l1().lastVerifiedBatch() >= batch);
    final long verified = System.nanoTime();
    LOG.info(
        "{}: {} transactions acknowledged in {} s, in blocks on both nodes after {} s, verified on L1 after {} s",
        engine.text(),
        load.size(),
        seconds(sent - start),
        seconds(included - start),
        seconds(verified - start));
  }

  private static String seconds(final long nanos) {
    return "%.1f".formatted(nanos / 1e9);
  }
}
