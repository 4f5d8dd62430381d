/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

/** L1 has batches 1 and 2 in one sequence, 3 in the next. */
class ProofSchedulerTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final MutableClock clock = MutableClock.create();
  private final FlakyStore store = new FlakyStore(new MemoryStateStore().session());
  private final TestChain chain = new TestChain(store);
  private final BatchFailures failures = new BatchFailures();
  private final ProofScheduler scheduler =
      new ProofScheduler(
          store,
          new FinalProofSender(
              new AggregatorConfig(
                  "127.0.0.1",
                  0,
                  Path.of("unused"),
                  TestChain.BENEFICIARY,
                  Duration.ZERO,
                  LEASE,
                  Duration.ofSeconds(5)),
              new L1Config(
                  List.of(),
                  31337,
                  TestChain.ROLLUP_MANAGER,
                  Address.ZERO,
                  Address.ZERO,
                  1,
                  0,
                  BlockTag.LATEST),
              TestChain.SENDER,
              new AggregatorPorts(
                  store,
                  TestChain::exitRoot,
                  batch -> Optional.empty(),
                  new VerifyingL1().client(),
                  chain.transactions(),
                  new TestStatus(),
                  Metrics.none(),
                  clock),
              new AggregatorEvents(store, clock)),
          new BatchStates(TestChain.GENESIS_ROOT, TestChain.CHAIN.coinbase()),
          failures,
          clock,
          LEASE);

  private void prove(final long from, final long to) {
    store.update(
        tx -> {
          tx.proofs()
              .tryLease(
                  new Proof(from, to, Optional.empty(), from, Optional.of(Long.MAX_VALUE), "one"),
                  0);
          tx.proofs().complete(from, to, from, "text");
        });
  }

  private List<ProofHead> proofs() {
    return store.read(tx -> tx.proofs().completeAbove(0));
  }

  @Test
  void aProofThatIsNotOfWholeSequencesAnyMoreIsMadeAgain() {
    // Made when L1 had batches 2 and 3 in one sequence, before a reorg.
    prove(1, 1);
    prove(2, 3);
    final Optional<ProofJob> job = scheduler.next("one");
    assertThat(proofs()).containsExactly(new ProofHead(1, 1, 1));
    assertThat(job).map(ProofJob::range).contains(new BatchRange(2, 2));
  }

  @Test
  void proofsOfWholeSequencesAndOfTheirPartsStay() {
    prove(1, 2);
    prove(3, 3);
    assertThat(scheduler.next("one")).map(ProofJob::range).contains(new BatchRange(1, 2));
    assertThat(proofs()).hasSize(2);
  }

  @Test
  void whoFailedOnABatchTriesTheOthersFirst() {
    failures.failed(1, "one", "no memory");
    failures.failed(2, "one", "no memory");
    final ProofJob third = scheduler.next("one").orElseThrow();
    assertThat(third.range()).isEqualTo(new BatchRange(3, 3));
    assertThat(scheduler.next("two")).map(ProofJob::range).contains(new BatchRange(1, 1));
    assertThat(scheduler.next("one"))
        .as("there is nothing else")
        .map(ProofJob::range)
        .contains(new BatchRange(2, 2));
  }

  @Test
  void aLeaseThatCouldNotBeGivenBackIsGivenBackLater() {
    final ProofJob job = scheduler.next("one").orElseThrow();
    assertThat(job.range()).isEqualTo(new BatchRange(1, 1));
    store.failWrite(1, false);
    scheduler.release(job);
    assertThat(scheduler.next("two")).map(ProofJob::range).contains(new BatchRange(1, 1));
  }
}
