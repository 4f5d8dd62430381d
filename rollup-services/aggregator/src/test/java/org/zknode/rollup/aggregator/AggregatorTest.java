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
import static org.zknode.rollup.aggregator.TestProver.Manner.GOOD;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;

/** The way of the proofs from the provers to L1. */
class AggregatorTest extends AggregatorFixture {
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
      assertThat(inputsOfBatch.getOldBatchNum()).isEqualTo(i);
      assertThat(bytes(inputsOfBatch.getOldStateRoot())).isEqualTo(TestChain.stateRoot(i));
      assertThat(bytes(inputsOfBatch.getOldAccInputHash())).isEqualTo(chain.accInputHash(i));
      assertThat(inputsOfBatch.getChainId()).isEqualTo(1001);
      assertThat(inputsOfBatch.getForkId()).isEqualTo(8);
      assertThat(inputsOfBatch.getTimestampLimit()).isEqualTo(TestChain.TIMESTAMP_LIMIT);
      assertThat(inputsOfBatch.getSequencerAddr()).isEqualTo(CHAIN.coinbase().toString());
      assertThat(inputsOfBatch.getAggregatorAddr()).isEqualTo(SENDER.toString());
      assertThat(inputs.get(i).getDbMap()).as("nobody is told the results").isEmpty();
      assertThat(bytes(inputs.get(i).getBatchWitness())).isEqualTo(TestChain.WITNESS.encode());
      assertThat(inputs.get(i).getStatelessInputsList()).isEmpty();
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
