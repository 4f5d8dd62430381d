/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

/** Whose fault it is that a batch is not proven; L1 has batches 1 to 3. */
class ProofFailuresTest {
  private final MutableClock clock = MutableClock.create();
  private final StateStore store = new MemoryStateStore().session();
  private final TestChain chain = new TestChain(store);
  private final TestStatus status = new TestStatus();
  private final BatchFailures batches = new BatchFailures();
  private final ProverRoster roster =
      new ProverRoster(new ProverRules(2, Duration.ofMinutes(1), BigInteger.ZERO), clock);
  private final ProofFailures failures =
      new ProofFailures(
          batches,
          roster,
          new AggregatorEvents(store, clock),
          store,
          status,
          Duration.ofMinutes(10));

  private void fail(final long batch, final String prover) {
    failures.failed(
        new ProofJob.SingleBatch(
            new Proof(batch, batch, Optional.empty(), 1, Optional.of(1L), prover)),
        prover,
        new ProofFailedException(prover + " has too little memory"));
  }

  private List<String> events() {
    return store.read(tx -> tx.events().last(50)).stream().map(Event::eventId).toList();
  }

  @Test
  void whoAloneFailsOnSeveralBatchesIsQuarantined() {
    fail(1, "one");
    fail(1, "one");
    fail(1, "one");
    assertThat(roster.isQuarantined("one")).as("always the same batch").isFalse();
    fail(2, "one");
    assertThat(roster.isQuarantined("one")).isTrue();
  }

  @Test
  void nobodyIsQuarantinedForBatchesOnWhichOthersFailToo() {
    fail(1, "one");
    fail(2, "one");
    assertThat(roster.isQuarantined("one")).isTrue();
    fail(1, "two");
    fail(2, "two");
    assertThat(roster.isQuarantined("one")).isFalse();
    assertThat(roster.isQuarantined("two")).isFalse();
    assertThat(events()).contains("PROVER_PARDONED");
  }

  @Test
  void whoFailsWhereAnotherSucceedsHasFailed() {
    for (long batch = 1; batch <= 2; batch++) {
      fail(batch, "one");
      fail(batch, "two");
      failures.succeeded(batch, "three");
    }
    assertThat(roster.isQuarantined("one")).isTrue();
    assertThat(roster.isQuarantined("two")).isTrue();
    assertThat(roster.isQuarantined("three")).isFalse();
  }

  @Test
  void theReasonNamesTheBatchWhatItIsAndWhatWasSaid() {
    store.update(
        tx -> {
          final Batch batch = tx.batches().find(2).orElseThrow();
          tx.batches()
              .update(
                  new Batch(
                      2,
                      batch.firstBlock(),
                      batch.lastBlock(),
                      Bytes.of(1),
                      batch.stateRoot(),
                      true,
                      true,
                      Optional.of("Forced batch"),
                      Optional.of(
                          new ForcedInput(7, TestChain.hash("ger"), 1, TestChain.hash("block")))));
          tx.batchResources().add(2, Resources.ofGas(29_990_000));
        });
    fail(2, "one");
    fail(2, "two");
    failures.tell();
    assertThat(status.reasons()).isEmpty();
    fail(2, "one");
    failures.tell();
    assertThat(status.reasons())
        .containsOnlyKeys(ProofFailures.DEGRADED_KEY)
        .hasEntrySatisfying(
            ProofFailures.DEGRADED_KEY,
            text ->
                assertThat(text)
                    .isEqualTo(
                        "3 attempts to prove batch 2 with 29990000 gas, which somebody forced on L1"
                            + " (number 7 there; a batch's limits do not hold for it), have failed;"
                            + " nothing from it on can be verified. one: one has too little memory;"
                            + " two: two has too little memory. Connect a larger prover, or raise"
                            + " --plugin-aggregator-proof-timeout (600 s now)"));
    chain.verified(2);
    failures.tell();
    assertThat(status.reasons()).as("somebody else proved it").isEmpty();
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int batch = 1; batch <= 2 * BatchFailures.MAX_BATCHES; batch++) {
      for (int prover = 0; prover < 2 * BatchFailures.MAX_PROVERS; prover++) {
        batches.failed(batch, "prover " + prover, "no memory");
      }
    }
    assertThat(batches.repeated()).hasSize(BatchFailures.MAX_BATCHES);
    assertThat(batches.repeated())
        .allMatch(each -> each.lastByProver().size() <= BatchFailures.MAX_PROVERS);
    assertThat(batches.repeated().getFirst().batch()).isEqualTo(1);
  }
}
