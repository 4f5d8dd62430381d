/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.devprover.DevProver.End;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.status.Event;

/** The dev prover with the real aggregator over gRPC and its state DB on PostgreSQL. */
class DevProverTest {
  private static EmbeddedPostgres postgres;

  private ProverNetwork network;
  private SequencedChain chain;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
    network = new ProverNetwork(postgres, Duration.ofMinutes(1)).serve(0, ServerAccess.OPEN);
    chain = network.chain();
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void provesASequenceSoThatL1sVerifierAcceptsIt() {
    final DevProver prover = network.prover("p", Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).containsOnlyKeys("verify-1-to-2"));
    assertThat(chain.submitted().get("verify-1-to-2")).isEqualTo(chain.expectedCalldata());
    prover.close();
    await().untilAsserted(() -> assertThat(network.end("p")).isCompletedWithValue(End.CLOSED));
  }

  @Test
  void connectsAgainWhenTheAggregatorComesBack() {
    network.prover("p", Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
    final int port = network.aggregator().port();
    network.aggregator().stop();
    chain.forget();
    network.serve(port, ServerAccess.OPEN);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
  }

  @Test
  void aWrongFinalProofDoesNotGetToL1() {
    final DevProver wrong = network.prover("wrong", Fault.WRONG);
    await()
        .untilAsserted(
            () ->
                assertThat(network.events())
                    .extracting(Event::eventId)
                    .contains("FINAL_PROOF_MISMATCH"));
    assertThat(chain.submitted()).isEmpty();
    assertThat(network.events())
        .extracting(Event::description)
        .anySatisfy(
            text -> assertThat(text).contains("wrong", SequencedChain.stateRoot(2).toHexString()));
    wrong.close();
    network.prover("good", Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
  }

  @Test
  void aProverOfAnotherForkEnds() {
    final DevProver other =
        network.prover("other", 9, FaultPlan.always(Fault.NONE), ClientAccess.NONE);
    await().untilAsserted(() -> assertThat(network.end("other")).isCompletedWithValue(End.REFUSED));
    assertThat(other.refusal()).contains("fork id 9", "this chain has 8");
  }

  @Test
  void anInconsistentBatchIsRefused() {
    chain.spoilAccInputHash(1);
    network.prover("p", Fault.NONE);
    // Batch 2 builds on a hash that does not follow from batch 1, so the two cannot be joined.
    await()
        .untilAsserted(
            () ->
                assertThat(network.events())
                    .extracting(Event::description)
                    .anySatisfy(
                        text ->
                            assertThat(text)
                                .contains("accumulated input hash after batch 1", "ERROR")));
    assertThat(chain.submitted()).isEmpty();
    // Nobody can join them, so they are made again, and again.
    await().untilAsserted(() -> assertThat(network.eventIds()).contains("PROOFS_DISCARDED"));
    await()
        .untilAsserted(
            () -> assertThat(network.proofs()).extracting(Proof::toBatch).containsExactly(1L, 2L));
  }
}
