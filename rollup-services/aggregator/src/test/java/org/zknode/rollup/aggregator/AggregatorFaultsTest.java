/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zknode.rollup.aggregator.TestProver.Manner.DIES_AT_BATCH_PROOF;
import static org.zknode.rollup.aggregator.TestProver.Manner.FAILS;
import static org.zknode.rollup.aggregator.TestProver.Manner.GOOD;
import static org.zknode.rollup.aggregator.TestProver.Manner.HOLDS_ITS_PROOF;
import static org.zknode.rollup.aggregator.TestProver.Manner.NEVER_DONE;
import static org.zknode.rollup.aggregator.TestProver.Manner.WRONG_BATCH;
import static org.zknode.rollup.aggregator.TestProver.Manner.WRONG_FINAL_ROOT;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.status.Event;

/** Provers that die, dawdle, fail or lie, and an L1 that refuses. */
class AggregatorFaultsTest extends AggregatorFixture {
  @Test
  void anErrorHaltsTheNodeAndDoesNotEndTheRoleSilently() {
    prover("p", GOOD);
    awaitSubmitted("verify-1-to-2");
    l1.breaksWith(new NoClassDefFoundError("org/example/Missing"));
    // L1 is asked whether its refusal matters.
    chain.refuseUnfinished("InvalidProof()");
    await().until(status::isHalted);
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

  /**
   * Nothing limits what a forced batch needs: provers that are too small for it are no bad ones.
   */
  @Test
  void aBatchOnWhichAllProversFailIsSaidAndNobodyIsQuarantinedForIt() {
    final TestProver one = prover("one", FAILS);
    final TestProver two = prover("two", FAILS);
    await()
        .untilAsserted(
            () ->
                assertThat(status.reasons().get("aggregator-batch-fails"))
                    .contains("batch 1", "one: ", "two: ", "no memory"));
    await().untilAsserted(() -> assertThat(aggregator.provers()).hasSize(2).allMatch(this::isFree));

    one.behave(GOOD);
    awaitSubmitted("verify-1-to-2");
    await()
        .untilAsserted(
            () -> assertThat(status.reasons()).doesNotContainKey("aggregator-batch-fails"));
    await().untilAsserted(() -> assertThat(eventIds()).contains("PROVER_QUARANTINED"));
    assertThat(aggregator.provers())
        .as("what another one can do, it cannot")
        .filteredOn(view -> !isFree(view))
        .extracting(ProverView::name)
        .containsExactly("two");
    assertThat(two.inputs()).isNotEmpty();
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
}
