/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.verification.BatchVerification.NOT_ENOUGH_VERIFIERS;
import static org.zknode.rollup.verification.VerificationFixture.PEER;
import static org.zknode.rollup.verification.VerificationFixture.config;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;

class BatchVerificationTest {
  private final VerificationFixture nodes = new VerificationFixture();
  private Batch first;

  @BeforeEach
  void oneBatch() throws Exception {
    first = nodes.closeBatch();
    nodes.replay();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private List<Address> signers(final long batch) {
    return nodes.main.store.read(tx -> tx.batchSignatures().ofBatch(batch)).stream()
        .map(BatchSignature::signer)
        .toList();
  }

  private void timeout(final BatchVerification verification) {
    nodes.main.clock.advance(Duration.ofSeconds(5));
    verification.step();
  }

  @Test
  void collectsDistinctSignersBatchByBatch() throws Exception {
    nodes.responders.add(nodes.signer(1));
    nodes.responders.add(nodes.signer(2));
    final Batch second = nodes.closeBatch();
    nodes.replay();
    final BatchVerification verification = nodes.verification(config(2, 2));
    assertThat(verification.step()).isTrue();
    assertThat(signers(first.number()))
        .containsExactlyInAnyOrder(
            VerificationFixture.verifierKey(1).address(),
            VerificationFixture.verifierKey(2).address());
    assertThat(signers(second.number())).isEmpty();
    assertThat(verification.step()).isTrue();
    assertThat(signers(second.number())).hasSize(2);
    assertThat(verification.step()).as("nothing left").isFalse();
    assertThat(nodes.requests).extracting(VerifyRequest::requestId).containsExactly(1L, 2L);
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).isEmpty();
  }

  @Test
  void anAnswerWakesWhoeverTakesTheNextStep() {
    final AtomicInteger answers = new AtomicInteger();
    nodes.responders.add(
        (peer, request) ->
            new VerifyResult(
                peer, request.requestId(), request.batchNumber(), Bytes.EMPTY, "Missing records"));
    final BatchVerification verification = nodes.verification(config(1, 1));
    verification.onAnswer(answers::incrementAndGet);
    verification.step();
    assertThat(answers).hasValue(1);
  }

  @Test
  void thresholdZeroAsksNobody() {
    nodes.responders.add(nodes.signer(1));
    assertThat(nodes.verification(config(0, 1)).step()).isFalse();
    assertThat(nodes.requests).isEmpty();
  }

  @Test
  void onlyDistinctAcceptedSignersCount() {
    nodes.responders.add(nodes.signer(1));
    nodes.responders.add(nodes.signer(1));
    nodes.responders.add(nodes.signer(3));
    nodes.responders.add(
        (peer, request) ->
            new VerifyResult(
                peer, request.requestId(), request.batchNumber(), Bytes.EMPTY, "Missing records"));
    nodes.responders.add(
        (peer, request) ->
            new VerifyResult(
                peer, request.requestId(), request.batchNumber(), Bytes.repeat((byte) 1, 64), ""));
    final BatchVerification verification = nodes.verification(config(2, 2));
    assertThat(verification.step()).isFalse();
    assertThat(signers(first.number()))
        .containsExactly(VerificationFixture.verifierKey(1).address());
    timeout(verification);
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS))
        .contains("batch 1 has 1 of 2 verifier signatures")
        .contains("asked 5 verifiers")
        .contains("Missing records=1")
        .contains("invalid signature=1")
        .contains("unknown signer " + VerificationFixture.verifierKey(3).address());
  }

  @Test
  void retriesForEverAndRecovers() {
    final BatchVerification verification = nodes.verification(config(1, 1));
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(verification.step()).isFalse();
      assertThat(nodes.requests).hasSize(attempt);
      timeout(verification);
      assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).contains("has 0 of 1");
      assertThat(verification.step()).as("not before the retry delay").isFalse();
      assertThat(nodes.requests).hasSize(attempt);
      nodes.main.clock.advance(Duration.ofSeconds(1));
    }
    nodes.responders.add(nodes.signer(1));
    assertThat(verification.step()).isTrue();
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).isEmpty();
  }

  /** The verifier answers the next attempt with the same signature. */
  @Test
  void aSignatureThatCouldNotBeStoredCountsWhenItComesAgain() {
    nodes.responders.add(nodes.signer(1));
    final FlakyStore flaky = new FlakyStore(nodes.main.store);
    final BatchVerification verification = nodes.verification(config(1, 1), flaky);
    flaky.failWrite(1, false);
    assertThatThrownBy(verification::step).isInstanceOf(TemporaryException.class);
    assertThat(signers(first.number())).isEmpty();
    timeout(verification);
    nodes.main.clock.advance(Duration.ofSeconds(1));
    assertThat(verification.step()).isTrue();
    assertThat(signers(first.number())).hasSize(1);
  }

  /** Its answer to each attempt comes when the next one has begun. */
  @Test
  void aVerifierThatIsSlowerThanAnAttemptSettlesTheBatch() {
    final BatchVerification verification = nodes.verification(config(2, 2));
    verification.step();
    timeout(verification);
    nodes.main.clock.advance(Duration.ofSeconds(1));
    assertThat(verification.step()).as("asked again").isFalse();
    assertThat(nodes.requests).hasSize(2);
    nodes.answer(nodes.signer(1).respond(PEER, nodes.requests.getFirst()));
    assertThat(verification.step()).isFalse();
    assertThat(signers(first.number())).hasSize(1);
    timeout(verification);
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).contains("has 1 of 2");
    nodes.answer(nodes.signer(2).respond(PEER, nodes.requests.getFirst()));
    assertThat(verification.step()).as("while nothing is asked").isTrue();
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).isEmpty();
    assertThat(nodes.requests).hasSize(2);
  }

  @Test
  void aLateAnswerThatDoesNotCountIsARefusal() {
    final BatchVerification verification = nodes.verification(config(1, 1));
    verification.step();
    timeout(verification);
    nodes.main.clock.advance(Duration.ofSeconds(1));
    verification.step();
    final VerifyRequest late = nodes.requests.getFirst();
    nodes.answer(nodes.signer(3).respond(PEER, late));
    nodes.answer(new VerifyResult(PEER, late.requestId(), late.batchNumber(), Bytes.EMPTY, "Busy"));
    assertThat(verification.step()).isFalse();
    timeout(verification);
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS))
        .contains("Busy=1")
        .contains("unknown signer " + VerificationFixture.verifierKey(3).address());
  }

  /** It may be about a batch of that number that was given up. */
  @Test
  void anAnswerThatNobodyAskedForSaysNothingOfThisBatch() throws Exception {
    final Batch second = nodes.closeBatch();
    nodes.replay();
    final BatchVerification verification = nodes.verification(config(1, 1));
    verification.step();
    final VerifyRequest asked = nodes.requests.getFirst();
    final Bytes ofAnother = nodes.signer(1).respond(PEER, nodes.request(second)).signature();
    nodes.answer(new VerifyResult(PEER, 99, asked.batchNumber(), ofAnother, ""));
    nodes.answer(new VerifyResult(PEER, 99, asked.batchNumber(), Bytes.EMPTY, "Busy"));
    nodes.answer(new VerifyResult(PEER, asked.requestId(), second.number(), ofAnother, ""));
    assertThat(verification.step()).isFalse();
    timeout(verification);
    assertThat(signers(first.number())).isEmpty();
    assertThat(nodes.status.reason(NOT_ENOUGH_VERIFIERS)).contains("no refusals");
  }

  @Test
  void signaturesSurviveARestart() {
    nodes.responders.add(nodes.signer(1));
    nodes.verification(config(2, 2)).step();
    nodes.responders.clear();
    nodes.responders.add(nodes.signer(2));
    final BatchVerification restarted = nodes.verification(config(2, 2));
    assertThat(restarted.step()).isTrue();
    assertThat(signers(first.number())).hasSize(2);
  }

  /** They are made again under the same numbers, and the batch at hand as it was. */
  @Test
  void batchesThatWereGivenUpWhileALaterOneWasAskedForAreSignedAgain() throws Exception {
    final Batch second = nodes.closeBatch();
    nodes.replay();
    final BatchVerification verification = nodes.verification(config(1, 1));
    nodes.responders.add(nodes.signer(1));
    assertThat(verification.step()).isTrue();
    nodes.responders.clear();
    verification.step();
    final VerifyRequest asked = nodes.requests.getLast();
    assertThat(asked.batchNumber()).isEqualTo(second.number());

    makeAgainFrom(first.number());
    nodes.responders.add(nodes.signer(1));
    nodes.answer(nodes.signer(1).respond(PEER, asked));
    verification.step();
    while (verification.step()) {
      assertThat(nodes.requests).as("it ends").hasSizeLessThan(10);
    }
    assertThat(signers(first.number())).hasSize(1);
    assertThat(signers(second.number())).hasSize(1);
  }

  /** Between two looks nobody sees that its signatures went with its row. */
  @Test
  void aBatchThatWasMadeAgainAsItWasIsSignedAgainByWhoHadSignedIt() {
    final BatchVerification verification = nodes.verification(config(2, 2));
    nodes.responders.add(nodes.signer(1));
    verification.step();
    assertThat(signers(first.number())).hasSize(1);
    makeAgainFrom(first.number());
    assertThat(signers(first.number())).isEmpty();

    nodes.responders.add(nodes.signer(2));
    timeout(verification);
    nodes.main.clock.advance(Duration.ofSeconds(1));
    verification.step();

    assertThat(signers(first.number())).hasSize(2);
  }

  private void makeAgainFrom(final long number) {
    nodes.main.store.update(
        tx -> {
          final List<BlockInfo> blocks = tx.blocks().from(1, 100);
          final List<Batch> batches = tx.batches().closedFrom(number, 100);
          tx.batches().deleteAbove(number - 1);
          batches.forEach(tx.batches()::insert);
          blocks.stream()
              .filter(block -> tx.blocks().find(block.number()).isEmpty())
              .forEach(tx.blocks()::insert);
        });
  }

  @Test
  void aBatchThatIsNotCheckedIsNotAskedFor() {
    final Batch unchecked =
        new Batch(
            first.number(),
            first.firstBlock(),
            first.lastBlock(),
            first.batchL2Data(),
            first.stateRoot(),
            true,
            false,
            first.closingReason());
    nodes.main.store.update(tx -> tx.batches().update(unchecked));
    assertThat(nodes.verification(config(1, 1)).step()).isFalse();
    assertThat(nodes.requests).isEmpty();
  }
}
