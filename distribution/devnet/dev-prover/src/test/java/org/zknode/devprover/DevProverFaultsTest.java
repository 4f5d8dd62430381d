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
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.devprover.DevProver.End;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.status.Event;

/** Whatever one prover does wrong, the batches get to L1 with the right proof by another one. */
@Tag("slow")
class DevProverFaultsTest {
  /** Far longer than a good proof takes, far shorter than a slow one. */
  private static final Duration PROOF_TIMEOUT = Duration.ofMillis(300);

  private static EmbeddedPostgres postgres;

  private ProverNetwork network;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private void start() throws Exception {
    network = new ProverNetwork(postgres, PROOF_TIMEOUT).serve(0, ServerAccess.OPEN);
  }

  private void awaitRightProofOnL1() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(network.chain().submitted())
                    .containsEntry("verify-1-to-2", network.chain().expectedCalldata()));
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void anotherProverDoesTheWork(final Fault fault) throws Exception {
    start();
    network.prover("faulty", fault);
    network.prover("good", Fault.NONE);
    awaitRightProofOnL1();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW", "WRONG", "REFUSING"})
  void aProverThatKeepsFailingIsToldAndAnotherOneDoesTheWork(final Fault fault) throws Exception {
    start();
    network.prover("faulty", fault);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(network.eventIds()).contains("PROOF_JOB_FAILED"));
    if (fault != Fault.WRONG) {
      // Wrong final proofs lead to new batch proofs, which are right, so no batch fails again.
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(network.chain().reasons())
                      .anySatisfy(
                          text ->
                              assertThat(text).contains("attempts to prove batch 1", "faulty: ")));
    }
    assertThat(network.chain().submitted()).isEmpty();
    network.prover("good", Fault.NONE);
    awaitRightProofOnL1();
  }

  @Test
  void batchProofsThatNobodyCanUseAreThrownAwayAndTheirMakerIsQuarantined() throws Exception {
    start();
    network.prover("faulty", Fault.WRONG_BATCH);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(network.eventIds()).contains("PROOF_JOB_FAILED"));
    network.prover("good", Fault.NONE);
    awaitRightProofOnL1();
    assertThat(network.events())
        .filteredOn(event -> event.eventId().equals("PROOFS_DISCARDED"))
        .extracting(Event::description)
        .anySatisfy(text -> assertThat(text).contains("batches 1 to 2", "made by", "faulty"));
  }

  @Test
  void aDyingProverEndsAndIsCountedAsFailed() throws Exception {
    start();
    network.prover("faulty", Fault.DYING);
    await().untilAsserted(() -> assertThat(network.end("faulty")).isCompletedWithValue(End.DIED));
    await()
        .untilAsserted(
            () ->
                assertThat(network.events())
                    .extracting(Event::description)
                    .anySatisfy(
                        text -> assertThat(text).containsAnyOf("went away", "disconnected")));
    assertThat(network.proofs()).isEmpty();
  }

  @Test
  void someFaultsOnlyDelayTheWork() throws Exception {
    start();
    final long seed = 3;
    for (final String name : new String[] {"a", "b", "c"}) {
      network.prover(
          name,
          DevProverConfig.FORK_ID,
          new FaultPlan(Fault.REFUSING, 0.5, new Random(seed + name.hashCode())),
          ClientAccess.NONE);
    }
    awaitRightProofOnL1();
  }
}
