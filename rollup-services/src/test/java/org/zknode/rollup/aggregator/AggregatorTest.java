/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.zknode.rollup.aggregator.TestChain.CHAIN;
import static org.zknode.rollup.aggregator.TestChain.SENDER;
import static org.zknode.rollup.aggregator.TestProver.Manner.DIES_AT_BATCH_PROOF;
import static org.zknode.rollup.aggregator.TestProver.Manner.FAILS;
import static org.zknode.rollup.aggregator.TestProver.Manner.GOOD;
import static org.zknode.rollup.aggregator.TestProver.Manner.HOLDS_ITS_PROOF;
import static org.zknode.rollup.aggregator.TestProver.Manner.NEVER_DONE;
import static org.zknode.rollup.aggregator.TestProver.Manner.WRONG_BATCH;
import static org.zknode.rollup.aggregator.TestProver.Manner.WRONG_FINAL_ROOT;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.config.AggregatorConfig;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.config.ProverAccess;
import org.zknode.rollup.config.ProverRules;
import org.zknode.rollup.l1.ElderberryAbi;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.state.Event;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** The aggregator with real gRPC and a real PostgreSQL. */
class AggregatorTest {
  private static final long ROLLUP_ID = 1;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration QUARANTINE = Duration.ofMinutes(10);

  private final MutableClock clock = MutableClock.create();
  private final VerifyingL1 l1 = new VerifyingL1();
  private final TestStatus status = new TestStatus();
  private final CountingMetrics metrics = new CountingMetrics();
  private final List<TestProver> provers = new ArrayList<>();
  private StateStore store;
  private TestChain chain;
  private Aggregator aggregator;

  @BeforeEach
  void start() {
    store = TestStore.borrow();
    chain = new TestChain(store);
    aggregator = aggregator(0);
    aggregator.start();
  }

  @AfterEach
  void stop() {
    provers.forEach(TestProver::close);
    aggregator.stop();
    store.close();
  }

  private Aggregator aggregator(final int port) {
    return aggregator(port, BigInteger.ZERO);
  }

  private Aggregator aggregator(final int port, final BigInteger minReward) {
    return new Aggregator(
        new AggregatorConfig(
            "127.0.0.1",
            port,
            Path.of("unused"),
            TestChain.BENEFICIARY,
            Duration.ZERO,
            LEASE,
            Duration.ofMillis(20),
            true,
            ProverAccess.OPEN,
            new ProverRules(3, QUARANTINE, minReward)),
        CHAIN,
        new L1Config(
            List.of(),
            31337,
            TestChain.ROLLUP_MANAGER,
            Address.ZERO,
            Address.ZERO,
            ROLLUP_ID,
            0,
            BlockTag.LATEST),
        SENDER,
        TestChain.GENESIS_ROOT,
        new AggregatorPorts(store, l1.client(), chain.transactions(), status, metrics, clock));
  }

  private TestProver prover(final String name, final TestProver.Manner manner) {
    return prover(name, CHAIN.forkId(), manner);
  }

  private TestProver prover(final String name, final long forkId, final TestProver.Manner manner) {
    final TestProver prover = new TestProver(chain, aggregator.port(), name, forkId, manner);
    provers.add(prover);
    return prover;
  }

  private List<Proof> rows() {
    return store.read(tx -> tx.proofs().all());
  }

  /** Complete proofs as {@code 1-2}. */
  private List<String> complete() {
    return store.read(
        tx ->
            tx.proofs().completeAbove(0).stream()
                .map(proof -> proof.fromBatch() + "-" + proof.toBatch())
                .toList());
  }

  private List<String> eventIds() {
    return events().stream().map(Event::eventId).toList();
  }

  private List<Event> events() {
    return store.read(tx -> tx.events().last(50));
  }

  private static Bytes calldata(final long from, final long to) {
    final Bytes proof = Bytes.fromHexString(TestProver.finalProofHex(from, to));
    return ElderberryAbi.verifyBatchesTrustedAggregator(
        new ElderberryAbi.VerifyCall(
            ROLLUP_ID,
            from - 1,
            to,
            Bytes32.ZERO,
            TestChain.stateRoot(to),
            TestChain.BENEFICIARY,
            IntStream.range(0, 24).mapToObj(i -> Bytes32.wrap(proof.slice(32 * i, 32))).toList()));
  }

  private void awaitSubmitted(final String... ids) {
    await()
        .untilAsserted(
            () -> {
              // A final proof that was put off waits for the clock.
              clock.advance(Duration.ofSeconds(1));
              assertThat(chain.submitted())
                  .extracting(MonitoredTransaction::id)
                  .containsExactly(ids);
            });
  }

  @Test
  void provesEachSequenceAndSendsItToL1() {
    final TestProver prover = prover("p", GOOD);

    awaitSubmitted("verify-1-to-2");
    final MonitoredTransaction first = chain.submitted().getFirst();
    assertThat(first.data()).isEqualTo(calldata(1, 2));
    assertThat(first.from()).isEqualTo(SENDER);
    assertThat(first.to()).isEqualTo(TestChain.ROLLUP_MANAGER);
    // One in flight: batch 3 is proven, but its final proof waits, and so does what is not
    // verified.
    await().untilAsserted(() -> assertThat(complete()).containsExactly("1-2", "3-3"));
    assertThat(chain.submitted()).hasSize(1);

    l1.lastVerified(2);
    chain.verified(2);
    awaitSubmitted("verify-3-to-3", "verify-1-to-2");
    assertThat(chain.submitted().getFirst().data()).isEqualTo(calldata(3, 3));
    assertThat(complete()).containsExactly("3-3");
    assertThat(prover.joins()).containsExactly("1-1+2-2");

    l1.lastVerified(3);
    chain.verified(3);
    await().untilAsserted(() -> assertThat(rows()).isEmpty());
    assertThat(status.reasons()).isEmpty();
  }

  @Test
  void joinsWholeSequencesWhileNoFinalProofMayBeMade() {
    // The contract is ahead of the synchronizer: not synced.
    l1.lastVerified(1);
    final TestProver prover = prover("p", GOOD);
    await().untilAsserted(() -> assertThat(complete()).containsExactly("1-3"));
    assertThat(prover.joins()).containsExactly("1-1+2-2", "1-2+3-3");
    assertThat(chain.submitted()).isEmpty();

    l1.lastVerified(0);
    clock.advance(Duration.ofMinutes(1));
    awaitSubmitted("verify-1-to-3");
    assertThat(chain.submitted().getFirst().data()).isEqualTo(calldata(1, 3));
  }

  @Test
  void sendsThePublicInputOfEachBatch() {
    final TestProver prover = prover("p", GOOD);
    await().untilAsserted(() -> assertThat(prover.inputs()).hasSize(3));
    final List<InputProver> inputs = List.copyOf(prover.inputs());
    for (int i = 0; i < inputs.size(); i++) {
      final PublicInputs inputsOfBatch = inputs.get(i).getPublicInputs();
      final long batch = i + 1;
      assertThat(inputsOfBatch.getOldBatchNum()).isEqualTo(i);
      assertThat(bytes(inputsOfBatch.getOldStateRoot())).isEqualTo(TestChain.stateRoot(i));
      assertThat(bytes(inputsOfBatch.getOldAccInputHash())).isEqualTo(chain.accInputHash(i));
      assertThat(inputsOfBatch.getChainId()).isEqualTo(1001);
      assertThat(inputsOfBatch.getForkId()).isEqualTo(8);
      assertThat(inputsOfBatch.getTimestampLimit()).isEqualTo(TestChain.TIMESTAMP_LIMIT);
      assertThat(inputsOfBatch.getSequencerAddr()).isEqualTo(CHAIN.coinbase().toString());
      assertThat(inputsOfBatch.getAggregatorAddr()).isEqualTo(SENDER.toString());
      assertThat(inputs.get(i).getDbMap())
          .containsOnlyKeys("zknode.dev.newStateRoot")
          .containsValue(TestChain.stateRoot(batch).toHexString());
    }
    assertThat(inputs.get(0).getPublicInputs().getL1InfoTreeDataMap()).isEmpty();
    assertThat(inputs.get(1).getPublicInputs().getL1InfoTreeDataMap()).containsOnlyKeys(2);
    assertThat(inputs.get(2).getPublicInputs().getL1InfoTreeDataMap()).containsOnlyKeys(1);
    final PublicInputs third = inputs.get(2).getPublicInputs();
    final L1Data leaf = third.getL1InfoTreeDataMap().get(1);
    assertThat(
            L1InfoTree.verify(
                L1InfoTree.leaf(
                    Bytes32.wrap(bytes(leaf.getGlobalExitRoot())),
                    Bytes32.wrap(bytes(leaf.getBlockhashL1())),
                    leaf.getMinTimestamp()),
                0,
                leaf.getSmtProofList().stream().map(b -> Bytes32.wrap(bytes(b))).toList(),
                Bytes32.wrap(bytes(third.getL1InfoRoot()))))
        .isTrue();
  }

  private static Bytes bytes(final com.google.protobuf.ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  @Test
  void anotherProverTakesOverWhenOneDies() {
    final TestProver dying = prover("dying", DIES_AT_BATCH_PROOF);
    await().until(() -> dying.inputs().size() == 1);
    await().untilAsserted(() -> assertThat(rows()).isEmpty());
    prover("good", GOOD);
    awaitSubmitted("verify-1-to-2");
    assertThat(rows()).extracting(Proof::prover).containsOnly("good");
  }

  @Test
  void theCompletionOfALateProverIsRefused() {
    final TestProver late = prover("late", HOLDS_ITS_PROOF);
    await().until(late::holdsAnAnswer);
    final Proof lease = rows().getFirst();
    assertThat(lease.prover()).isEqualTo("late");
    assertThat(lease.leaseUntilMillis()).contains(clock.millis() + LEASE.toMillis());

    clock.advance(LEASE);
    final TestProver second = prover("second", NEVER_DONE);
    await().untilAsserted(() -> assertThat(rows()).extracting(Proof::prover).contains("second"));
    assertThat(second.inputs().element().getPublicInputs().getOldBatchNum()).isZero();
    late.letGo();
    await().untilAsserted(() -> assertThat(eventIds()).contains("LATE_PROOF"));
    assertThat(complete()).isEmpty();
    assertThat(rows().getFirst().prover()).isEqualTo("second");

    second.behave(GOOD);
    await().untilAsserted(() -> assertThat(complete()).contains("1-1"));
  }

  @Test
  void aProverThatTakesTooLongLosesItsJob() {
    final TestProver slow = prover("slow", NEVER_DONE);
    await().until(() -> slow.inputs().size() == 1);
    clock.advance(LEASE);
    await().untilAsserted(() -> assertThat(eventIds()).contains("PROOF_JOB_FAILED"));
    assertThat(slow.ended()).isNull();
    slow.behave(GOOD);
    awaitSubmitted("verify-1-to-2");
  }

  @Test
  void aFailedProofIsTriedAgain() {
    final TestProver failing = prover("failing", FAILS);
    await().untilAsserted(() -> assertThat(eventIds()).contains("PROOF_JOB_FAILED"));
    assertThat(events())
        .extracting(Event::description)
        .anySatisfy(text -> assertThat(text).contains("batch 1", "COMPLETED_ERROR", "no memory"));
    failing.behave(GOOD);
    awaitSubmitted("verify-1-to-2");
  }

  @Test
  void aFinalProofOfAnotherStateIsThrownAway() {
    final TestProver wrong = prover("wrong", WRONG_FINAL_ROOT);
    await().untilAsserted(() -> assertThat(eventIds()).contains("FINAL_PROOF_MISMATCH"));
    assertThat(chain.submitted()).isEmpty();
    assertThat(events())
        .extracting(Event::description)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("newStateRoot", TestChain.stateRoot(2).toHexString(), "wrong"));
    // The second time the range is proven from its batches again.
    await()
        .untilAsserted(
            () ->
                assertThat(wrong.inputs())
                    .extracting(input -> input.getPublicInputs().getOldBatchNum())
                    .filteredOn(batch -> batch == 0)
                    .hasSizeGreaterThanOrEqualTo(2));
    assertThat(chain.submitted()).isEmpty();
    wrong.behave(GOOD);
    await().untilAsserted(() -> assertThat(chain.submitted()).isNotEmpty());
  }

  @Test
  void aProverOfAnotherForkIsRefused() {
    final TestProver other = prover("other", 9, GOOD);
    await().until(() -> other.ended() != null);
    assertThat(other.ended().getCode()).isEqualTo(io.grpc.Status.Code.FAILED_PRECONDITION);
    assertThat(other.ended().getDescription())
        .isEqualTo(
            "prover does not support required fork ID: prover other has fork id 9,"
                + " this chain has 8");
    assertThat(other.inputs()).isEmpty();
  }

  @Test
  void whatL1RefusesDegradesTheNodeAndIsTriedAgain() {
    prover("p", GOOD);
    awaitSubmitted("verify-1-to-2");
    chain.refuseUnfinished("InvalidProof()");
    await()
        .untilAsserted(
            () ->
                assertThat(status.reasons().get("aggregator-proof-refused"))
                    .contains("verify-1-to-2", "InvalidProof()"));
    await().untilAsserted(() -> assertThat(eventIds()).contains("FINAL_PROOF_REFUSED"));
    assertThat(complete()).first().asString().startsWith("1-");

    clock.advance(Duration.ofHours(1));
    await()
        .until(
            () ->
                chain.submitted().stream()
                    .anyMatch(sent -> sent.status() == MonitoredTransaction.Status.CREATED));
    final long to = chain.submitted().getFirst().id().endsWith("3") ? 3 : 2;
    l1.lastVerified(to);
    chain.verified(to);
    await()
        .untilAsserted(
            () -> assertThat(status.reasons()).doesNotContainKey("aggregator-proof-refused"));
  }

  @Test
  void aRefusalBecauseL1IsAheadIsNoProblem() {
    prover("p", GOOD);
    awaitSubmitted("verify-1-to-2");
    l1.lastVerified(2);
    chain.refuseUnfinished("FinalNumBatchBelowLastVerifiedBatch()");
    chain.verified(2);
    await()
        .untilAsserted(
            () -> {
              clock.advance(Duration.ofSeconds(1));
              // From batch 1 when it was joined before the verification was seen here.
              assertThat(chain.submitted().getFirst().id()).isIn("verify-3-to-3", "verify-1-to-3");
            });
    assertThat(status.reasons()).isEmpty();
    assertThat(eventIds()).doesNotContain("FINAL_PROOF_REFUSED");
  }

  @Test
  void aRestartGoesOnWithTheProofsAndRepeatsNothing() {
    prover("p", GOOD);
    await().untilAsserted(() -> assertThat(complete()).containsExactly("1-2", "3-3"));
    aggregator.stop();
    // A lease of a process that was killed.
    store.update(tx -> tx.proofs().completeAbove(2).forEach(third -> tx.proofs().delete(third)));
    store.update(
        tx ->
            tx.proofs()
                .tryLease(
                    new Proof(
                        3,
                        3,
                        java.util.Optional.empty(),
                        7,
                        java.util.Optional.of(clock.millis() + LEASE.toMillis()),
                        "killed"),
                    clock.millis()));
    aggregator = aggregator(0);
    aggregator.start();
    prover("after", GOOD);
    await().untilAsserted(() -> assertThat(complete()).containsExactly("1-2", "3-3"));
    awaitSubmitted("verify-1-to-2");
  }

  @Test
  void aTakenPortIsNamed() {
    assertThatThrownBy(() -> aggregator(aggregator.port()).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("127.0.0.1:" + aggregator.port());
  }

  @Test
  void manyProversShareTheWork() {
    final List<TestProver> many =
        Stream.of("a", "b", "c", "d").map(name -> prover(name, GOOD)).toList();
    awaitSubmitted("verify-1-to-2");
    await().untilAsserted(() -> assertThat(complete()).contains("1-2"));
    assertThat(many.stream().mapToInt(prover -> prover.inputs().size()).sum()).isEqualTo(3);
  }

  @Test
  void aProverThatKeepsFailingGetsNoWorkForAWhile() {
    final TestProver failing = prover("failing", FAILS);
    await().untilAsserted(() -> assertThat(eventIds()).contains("PROVER_QUARANTINED"));
    assertThat(aggregator.provers())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.json())
                  .containsEntry("name", "failing")
                  .containsEntry("state", "QUARANTINED")
                  .containsEntry("jobsFailed", 3L);
              assertThat(view.lastFailure()).contains("no memory");
            });
    assertThat(failing.inputs()).hasSize(3);
    // It comes back under its name and is still without work, while another one proves all.
    failing.close();
    final TestProver again = prover("failing", GOOD);
    prover("good", GOOD);
    awaitSubmitted("verify-1-to-2");
    assertThat(again.inputs()).isEmpty();
    assertThat(rows()).extracting(Proof::prover).containsOnly("good");

    clock.advance(QUARANTINE);
    await().untilAsserted(() -> assertThat(aggregator.provers()).allMatch(this::isFree));
  }

  private boolean isFree(final ProverView view) {
    return view.quarantinedUntil().isEmpty();
  }

  @Test
  void proofsThatNobodyCanJoinAreMadeAgainAndTheirMakerIsNamed() {
    final TestProver bad = prover("bad", WRONG_BATCH);
    // It has made both batches of the first sequence, and fails to join them itself.
    await().until(() -> bad.inputs().size() >= 2);
    prover("good", GOOD);
    await().untilAsserted(() -> assertThat(eventIds()).contains("PROOFS_DISCARDED"));
    await()
        .untilAsserted(
            () -> {
              clock.advance(Duration.ofSeconds(1));
              assertThat(chain.submitted())
                  .extracting(MonitoredTransaction::id)
                  .contains("verify-1-to-2");
            });
    assertThat(events())
        .extracting(Event::description)
        .anySatisfy(text -> assertThat(text).contains("the proofs do not fit", "made by", "bad"));
  }

  @Test
  void aFinalProofWaitsUntilItsRewardIsEnough() {
    aggregator.stop();
    aggregator = aggregator(0, BigInteger.valueOf(25));
    aggregator.start();
    l1.rewardPerBatch(10);
    prover("p", GOOD);
    // Three batches are worth 30; the first two alone are not worth it.
    awaitSubmitted("verify-1-to-3");
    assertThat(chain.submitted()).hasSize(1);
    assertThat(metrics.value("aggregator_unpaid_batches")).isZero();
  }

  @Test
  void workIsCounted() {
    prover("p", GOOD);
    awaitSubmitted("verify-1-to-2");
    // Batch 3 is no part of that final proof: its own may come later.
    await().untilAsserted(() -> assertThat(metrics.count("aggregator_batch_proofs")).isEqualTo(3));
    assertThat(metrics.count("aggregator_aggregated_proofs")).isEqualTo(1);
    assertThat(metrics.count("aggregator_final_proofs")).isEqualTo(1);
    assertThat(metrics.value("aggregator_provers_connected")).isEqualTo(1);
    assertThat(metrics.value("aggregator_provers_quarantined")).isZero();
  }
}
