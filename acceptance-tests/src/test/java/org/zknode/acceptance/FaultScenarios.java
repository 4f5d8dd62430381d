/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.acceptance.Facts.closedBatches;
import static org.zknode.acceptance.Facts.head;
import static org.zknode.acceptance.Facts.quantity;
import static org.zknode.acceptance.Facts.reasons;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.BatchCodec;

/**
 * What a rollup's parts do to each other when one of them fails: verifier, prover, database, L1.
 * They come after the scenarios without faults, on the same devnet.
 */
abstract class FaultScenarios extends RollupScenarios {
  private static final Logger LOG = LoggerFactory.getLogger(FaultScenarios.class);

  /** Batches that a fault must outlast, so that it is seen to stop something. */
  private static final int SEVERAL = 2;

  private static final Duration POSTGRES_DOWN = Duration.ofSeconds(6);
  private static final int RETRY_AFTER_SECONDS = 6;

  /** Long enough for the forced batches of the other scenarios, which were before. */
  private static final Duration FORCE_TIMEOUT = Duration.ofSeconds(8);

  /** L1 blocks that may come between the look at L1 and its reorg. */
  private static final int MINED_MEANWHILE = 5;

  /** L1 limits the rate for this long: the nodes ask again, and are refused again. */
  private static final Duration RATE_LIMITED = Duration.ofSeconds(2L * RETRY_AFTER_SECONDS);

  FaultScenarios(final Engine engine) {
    super(engine);
  }

  /** Also when a scenario ended early: the next ones are to be told apart from it. */
  @AfterEach
  void l1IsThereAgain() {
    proxy().pass();
  }

  private void awaitDegraded(final JsonRpc node, final String... parts) {
    eventually().untilAsserted(() -> Facts.assertDegraded(node, parts));
  }

  /**
   * The only verifier is killed, loses its data, comes back without peers, with which it cannot
   * sign but gets its chain from L1, and then with them.
   */
  @Test
  @Order(11)
  void withoutItsOnlyVerifierNothingGoesToL1UntilItIsBackAndItRebuildsFromL1Alone()
      throws Exception {
    final NodeProcess verifier = devnet().externalNodes().getFirst();
    verifier.killHard();
    devnet().wipeExternalNode(0);
    final Traffic traffic = traffic(0, List.of(main()));
    try {
      verifier.startIsolated();
      l2GoesOnWithoutItsVerifier(verifier, traffic);
    } finally {
      verifier.close();
      verifier.start();
    }
    verifier.awaitReady();
    final long waiting = closedBatches(main());
    eventually().until(() -> devnet().l1().lastBatchSequenced() >= waiting);
    awaitEverywhere(traffic);
    assertThat(reasons(main())).doesNotContain("not-enough-verifiers");
  }

  private void l2GoesOnWithoutItsVerifier(final NodeProcess verifier, final Traffic traffic)
      throws Exception {
    awaitDegraded(main(), "not-enough-verifiers", "has 0 of 1 verifier signatures");
    // What was signed before is on L1.
    eventually().until(() -> devnet().l1().lastBatchSequenced() == nextUnsigned() - 1);
    final long sequenced = devnet().l1().lastBatchSequenced();
    final long blocks = head(main());
    traffic.round();
    eventually().until(() -> closedBatches(main()) >= sequenced + SEVERAL);
    eventually().untilAsserted(() -> assertThat(traffic.complaint(main())).isEmpty());
    assertThat(head(main())).as("L2 goes on").isGreaterThan(blocks);
    assertThat(Facts.metric(metrics(), "node_state")).isEqualTo(1);

    verifier.awaitReady();
    final long virtual = Facts.tag(main(), "safe");
    eventually().until(() -> head(external()) >= virtual);
    assertThat(Facts.blockHash(external(), virtual)).isEqualTo(Facts.blockHash(main(), virtual));
    assertThat(devnet().l1().lastBatchSequenced()).isEqualTo(sequenced);
    theExplorerSaysWhatToDo();
  }

  /** In a browser, where there is one. */
  private void theExplorerSaysWhatToDo() throws Exception {
    final Optional<Path> chromium = Browser.find();
    if (chromium.isPresent()) {
      new ExplorerViews()
          .expect("/nodes", "DEGRADED", "not-enough-verifiers", "has 0 of 1", "What to do:")
          .expect("/", "Overview", "DEGRADED")
          .look(chromium.get(), engine().text() + "-degraded", explorer());
    }
  }

  /** The first batch that still needs signatures. */
  private long nextUnsigned() throws Exception {
    return (long) Facts.metric(metrics(), "batch_verification_sequencer_next_batch");
  }

  @Test
  @Order(12)
  void aProverTakesOverTheJobOfOneThatDied() {
    final ChildProcess first = devnet().provers().getFirst();
    first.killHard();
    eventually().until(() -> connectedProvers().isEmpty());
    final ChildProcess slow = devnet().startProver("slow", "--delay=PT5M");
    final long done;
    try {
      eventually().until(() -> prover("slow").path("state").asText().equals("WORKING"));
      final long verified = devnet().l1().lastVerifiedBatch();
      eventually().until(() -> devnet().l1().lastBatchSequenced() >= verified + SEVERAL);
      assertThat(devnet().l1().lastVerifiedBatch()).isEqualTo(verified);
      done = prover(first.name()).path("jobsDone").asLong();
    } finally {
      slow.killHard();
      devnet().startProver(first.name(), QUICK_PROOFS);
    }
    final long waiting = devnet().l1().lastBatchSequenced();
    eventually().until(() -> devnet().l1().lastVerifiedBatch() >= waiting);
    assertThat(connectedProvers()).containsExactly(first.name());
    assertThat(prover(first.name()).path("jobsDone").asLong()).isGreaterThan(done);
    Facts.assertNeverHalted(main());
  }

  private JsonNode prover(final String name) {
    for (final JsonNode prover : main().tryCall("zknode_provers").orElseThrow()) {
      if (prover.path("name").asText().equals(name)) {
        return prover;
      }
    }
    return MissingNode.getInstance();
  }

  private List<String> connectedProvers() {
    final List<String> names = new ArrayList<>();
    for (final JsonNode prover : main().tryCall("zknode_provers").orElseThrow()) {
      if (prover.path("connections").asInt() > 0) {
        names.add(prover.path("name").asText());
      }
    }
    return names;
  }

  @Test
  @Order(13)
  void aDatabaseThatIsAwayForSecondsLosesNoAcknowledgedTransaction() throws Exception {
    final Persistent user = new Persistent(Devnet.L2_CHAIN_ID, Devnet.user(1), nodes());
    user.sendUntil(() -> user.acknowledged().size() >= 10);
    assertThat(user.refusals()).isEmpty();

    devnet().stopPostgres();
    try {
      final long down = System.nanoTime();
      user.sendUntil(() -> System.nanoTime() - down > POSTGRES_DOWN.toNanos());
      for (final JsonRpc node : nodes()) {
        awaitDegraded(node, "DB");
      }
    } finally {
      devnet().startPostgres();
    }
    final int refused = user.refusals().size();
    assertThat(refused).isPositive();
    assertThat(user.refusals())
        .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("no answer"));

    final int before = user.acknowledged().size();
    user.sendUntil(() -> user.acknowledged().size() >= before + 10);
    LOG.info(
        "PostgreSQL was away: {} refusals, for instance '{}'", refused, user.refusals().getFirst());
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
      assertIncluded(node, user.acknowledged());
    }
    assertThat(Facts.events(devnet().stateDatabaseUrls().getFirst()))
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

  /**
   * First L1 limits the rate, then it is out of reach, and meanwhile thousands of transactions
   * come. Behind it everything gets to L1.
   */
  @Test
  @Order(14)
  void l2TakesMixedTransactionsWhileL1LimitsTheRateAndIsOutOfReach() throws Exception {
    final MixedLoad load =
        new MixedLoad(Devnet.L2_CHAIN_ID, Devnet.user(2), nodes(), mixedPerAccount());
    load.fund();
    final long sequenced = devnet().l1().lastBatchSequenced();
    proxy().limit(RETRY_AFTER_SECONDS);
    final long limited = System.nanoTime();
    for (final JsonRpc node : nodes()) {
      awaitDegraded(node, "wants to be left alone");
    }
    load.sign();
    final Traffic traffic = traffic(0, nodes());
    goesOn(traffic);
    spend(RATE_LIMITED.minusNanos(System.nanoTime() - limited));
    LOG.info("{} requests were answered with 429", proxy().refused());
    assertThat(proxy().refused()).isPositive();

    proxy().cut();
    final long cut = System.nanoTime();
    for (final JsonRpc node : nodes()) {
      awaitDegraded(node, proxy().url().getAuthority());
    }
    final long first = head(main()) + 1;
    final long start = System.nanoTime();
    load.send();
    final String acknowledged = secondsSince(start);
    goesOn(traffic);
    spend(l1Cut().minusNanos(System.nanoTime() - cut));
    nodes().forEach(Facts::assertDegraded);
    // No more than what was on its way when the trouble began.
    assertThat(devnet().l1().lastBatchSequenced()).isBetween(sequenced, sequenced + SEVERAL);
    assertThat(closedBatches(main())).isGreaterThan(sequenced + SEVERAL);

    proxy().pass();
    load.awaitIncluded();
    final String included = secondsSince(start);
    final Map<String, Integer> types = load.assertIncludedOnce(first);
    assertThat(types.keySet()).containsExactly("0x0", "0x1", "0x2", "0x4");
    final long waiting = closedBatches(main()) + 1;
    eventually().until(() -> devnet().l1().lastVerifiedBatch() >= waiting);
    LOG.info(
        "{}: {} transactions of types {} acknowledged in {} s, in blocks on both nodes after {} s,"
            + " verified on L1 after {} s",
        engine().text(),
        load.size(),
        types,
        acknowledged,
        included,
        secondsSince(start));
  }

  /**
   * Five thousand in all, a minute's work of two processors that also run three nodes; fewer where
   * anvil executes each at the door, which is no product's pace.
   */
  private int mixedPerAccount() {
    return engine() == Engine.BESU ? 25 : 10;
  }

  /** A minute; less on the engine that has less to do meanwhile: the roles do the same. */
  private Duration l1Cut() {
    return Duration.ofSeconds(engine() == Engine.BESU ? 60 : 30);
  }

  /** New transactions get into new blocks on both nodes. */
  private void goesOn(final Traffic traffic) {
    final long block = head(main());
    traffic.round();
    awaitEverywhere(traffic);
    assertThat(head(main())).isGreaterThan(block);
  }

  @Test
  @Order(15)
  void anL1ReorgWithSequencesAndAVerificationIsRepaired(@TempDir final Path temp) throws Exception {
    final Traffic traffic = traffic(0, nodes());
    traffic.round();
    awaitEverywhere(traffic);
    final long block = head(main());
    final String hash = Facts.blockHash(main(), block);
    eventually().until(() -> batchOf(block) > 0);
    final long virtual = batchOf(block);
    eventually().until(() -> devnet().l1().lastVerifiedBatch() >= virtual);
    final long verified = devnet().l1().lastVerifiedBatch();

    final JsonRpc l1 = devnet().l1().rpc();
    final long first = firstOf(SEVERAL + 1, verified);
    final String lost = Facts.blockHash(l1, first);
    final LostDeposit deposit =
        LostDeposit.claimed(
            devnet(),
            new BridgePerson(devnet(), Devnet.user(1), temp),
            Address.fromHex("0x00000000000000000000000000000000000b21e1"));
    final long depth = head(l1) - first + 1 + MINED_MEANWHILE;
    l1.call("anvil_reorg", depth, List.of());
    // Its new blocks are a second apart, whatever time it is: it would stay behind all clocks.
    l1.call("evm_setTime", System.currentTimeMillis() / 1000);
    assertThat(Facts.blockHash(l1, first)).isNotEqualTo(lost);

    for (final String database : devnet().stateDatabaseUrls()) {
      eventually().untilAsserted(() -> assertThat(Facts.events(database)).contains("L1_REORG"));
    }
    eventually()
        .untilAsserted(
            () -> {
              nodes().forEach(Facts::assertNeverHalted);
              assertThat(devnet().l1().lastVerifiedBatch()).isGreaterThan(verified);
            });
    for (final JsonRpc node : nodes()) {
      assertThat(Facts.blockHash(node, block)).isEqualTo(hash);
      assertThat(traffic.complaint(node)).isEmpty();
    }
    deposit.isGone();
    deposit.comesAgain();
    final BridgeAudit bridges = new BridgeAudit(devnet());
    bridges.everythingIsIndexedOnce();
    bridges.theSumsAgree();
    LOG.info("repaired an L1 reorg of {} blocks", depth);
  }

  /**
   * While the main node is down, with a block that is not on L1, a stranger forces an empty batch
   * and sequences it. The main node gives up its block by itself and goes on.
   */
  @Test
  @Order(16)
  void aMainNodeThatReturnsFollowsWhatAStrangerSequencedMeanwhile(@TempDir final Path temp)
      throws Exception {
    final Traffic traffic = traffic(0, List.of(main()));
    traffic.round();
    eventually().untilAsserted(() -> assertThat(traffic.complaint(main())).isEmpty());
    // In a block that is given up, and claimed again.
    final LostClaim claim =
        LostClaim.inABlockThatL1DoesNotHave(
            devnet(), new BridgePerson(devnet(), Devnet.user(1), temp));
    final NodeProcess node = devnet().mainNode();
    devnet().l1().shortenForceBatchTimeout(FORCE_TIMEOUT.toSeconds());
    final PrivateKey stranger = Devnet.user(2);
    devnet().l1().forceBatch(stranger, BatchCodec.encodeForced(List.of()));
    final long before = devnet().l1().lastBatchSequenced();
    spend(FORCE_TIMEOUT.plusSeconds(2));
    devnet().l1().sequenceNewestForcedBatch(stranger);
    final long forced = devnet().l1().lastBatchSequenced();
    assertThat(forced).isEqualTo(before + 1);

    node.start();
    node.awaitReady();
    traffic.round();
    awaitEverywhere(traffic);
    final List<String> databases = devnet().stateDatabaseUrls();
    eventually()
        .untilAsserted(
            () -> assertThat(Facts.events(databases.getFirst())).contains("TRUSTED_REORG"));
    for (final String database : databases.subList(1, databases.size())) {
      // Whoever reads L1 later than the main node's replay has it from there.
      eventually()
          .untilAsserted(
              () ->
                  assertThat(Facts.events(database))
                      .containsAnyOf("TRUSTED_REORG", "REPLAY_REORG"));
    }
    eventually().until(() -> devnet().l1().lastVerifiedBatch() > forced);
    claim.isInAnotherBlock();
    final BridgeAudit bridges = new BridgeAudit(devnet());
    bridges.everythingIsIndexedOnce();
    bridges.theSumsAgree();
    for (final JsonRpc each : nodes()) {
      Facts.assertNeverHalted(each);
      assertThat(traffic.complaint(each)).isEmpty();
    }
    final long virtual = Facts.tag(main(), "safe");
    assertThat(Facts.blockHash(external(), virtual)).isEqualTo(Facts.blockHash(main(), virtual));
  }

  private long batchOf(final long block) {
    return quantity(main(), "zkevm_batchNumberByBlockNumber", Facts.hex(block));
  }

  /** L1 block of the first of the last so many sequences up to that batch. */
  private long firstOf(final int sequences, final long batch) throws Exception {
    final List<Facts.Sequence> all =
        Facts.sequences(devnet().l1()).stream()
            .filter(sequence -> sequence.lastBatch() <= batch)
            .toList();
    return all.get(all.size() - sequences).l1Block();
  }
}
