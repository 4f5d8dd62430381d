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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** What follows from a refusal, step by step: no thread, no prover. */
class FinalProofSenderTest {
  private static final BatchRange FIRST = new BatchRange(1, 2);
  private static final BatchRange ALL = new BatchRange(1, 3);
  private static final Duration POLL = Duration.ofSeconds(5);

  private final MutableClock clock = MutableClock.create();
  private final VerifyingL1 l1 = new VerifyingL1();
  private final TestStatus status = new TestStatus();
  private StateStore store;
  private TestChain chain;
  private FinalProofSender finals;

  @BeforeEach
  void start() {
    store = TestStore.borrow();
    chain = new TestChain(store);
    finals = sender();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private FinalProofSender sender() {
    return new FinalProofSender(
        new AggregatorConfig(
            "127.0.0.1",
            0,
            Path.of("unused"),
            TestChain.BENEFICIARY,
            Duration.ZERO,
            Duration.ofMinutes(5),
            POLL),
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
            l1.client(),
            chain.transactions(),
            status,
            Metrics.none(),
            clock),
        new AggregatorEvents(store, clock));
  }

  private void submit(final BatchRange range) {
    finals.submit(
        range,
        TestChain.stateRoot(range.to()),
        TestChain.exitRoot(2 * range.to()),
        FinalProof.newBuilder()
            .setProof(TestProver.finalProofHex(range.from(), range.to()))
            .build());
  }

  private boolean mayBegin() {
    return store.read(tx -> finals.mayBegin(tx, FinalProofSender.lastVerified(tx)));
  }

  private Optional<BatchRange> inFlight(final long verified) {
    return store.read(tx -> finals.inFlight(tx, verified));
  }

  private List<String> refusals() {
    return store.read(tx -> tx.events().last(50)).stream().map(Event::description).toList();
  }

  @Test
  void nothingBeginsBetweenARefusalAndItsPause() {
    submit(FIRST);
    chain.refuseUnfinished("InvalidProof()");
    // Nothing is in flight any more, and the round that sets the pause has not come yet.
    assertThat(inFlight(0)).isEmpty();
    assertThat(mayBegin()).isFalse();

    finals.tick();
    assertThat(status.reasons().get(FinalProofSender.DEGRADED_REFUSED))
        .contains("verify-1-to-2", "InvalidProof()", "PT10S");
    assertThat(mayBegin()).isFalse();
    clock.advance(POLL.multipliedBy(2));
    assertThat(mayBegin()).isTrue();
  }

  @Test
  void aRefusalOfTheSameProofIsSeenEvenIfItCameBetweenTwoRounds() {
    submit(FIRST);
    chain.refuseUnfinished("InvalidProof()");
    finals.tick();
    clock.advance(POLL.multipliedBy(2));
    submit(FIRST);
    chain.refuseUnfinished("InvalidProof()");
    assertThat(mayBegin()).isFalse();
    finals.tick();
    assertThat(refusals()).hasSize(2).anySatisfy(text -> assertThat(text).contains("PT20S"));
    clock.advance(POLL.multipliedBy(2));
    assertThat(mayBegin()).isFalse();
    clock.advance(POLL.multipliedBy(2));
    assertThat(mayBegin()).isTrue();
  }

  @Test
  void aRefusalOfAnOlderRangeIsSeenToo() {
    submit(FIRST);
    chain.refuseUnfinished("first");
    finals.tick();
    submit(ALL);
    chain.refuseUnfinished("all");
    finals.tick();
    submit(FIRST);
    chain.refuseUnfinished("first again");
    finals.tick();
    assertThat(status.reasons().get(FinalProofSender.DEGRADED_REFUSED))
        .contains("verify-1-to-2", "first again", "PT40S");
  }

  @Test
  void onlyAVerificationEndsTheDegradation() {
    submit(FIRST);
    chain.refuseUnfinished("InvalidProof()");
    finals.tick();
    finals.tick();
    assertThat(refusals()).hasSize(1);
    submit(FIRST);
    finals.tick();
    assertThat(status.reasons()).containsKey(FinalProofSender.DEGRADED_REFUSED);

    l1.lastVerified(2);
    chain.verified(2);
    finals.tick();
    assertThat(status.reasons()).isEmpty();
    // The row of refusals is over: the pause starts anew.
    clock.advance(Duration.ofHours(1));
    submit(new BatchRange(3, 3));
    chain.refuseUnfinished("InvalidProof()");
    finals.tick();
    assertThat(status.reasons().get(FinalProofSender.DEGRADED_REFUSED)).contains("PT10S");
  }

  @Test
  void aRefusalBecauseL1IsAheadHasNoConsequence() {
    submit(FIRST);
    l1.lastVerified(2);
    chain.refuseUnfinished("FinalNumBatchBelowLastVerifiedBatch()");
    finals.tick();
    assertThat(mayBegin()).isFalse();
    chain.verified(2);
    assertThat(mayBegin()).isTrue();
    finals.tick();
    assertThat(mayBegin()).isTrue();
    assertThat(status.reasons()).isEmpty();
    assertThat(refusals()).isEmpty();
  }

  @Test
  void aRestartDoesNotForgetTheRefusal() {
    submit(FIRST);
    chain.refuseUnfinished("InvalidProof()");
    finals.tick();
    finals = sender();
    assertThat(mayBegin()).isFalse();
    finals.tick();
    assertThat(mayBegin()).isFalse();
    clock.advance(POLL.multipliedBy(2));
    assertThat(mayBegin()).isTrue();
  }

  @Test
  void aProofOfWhatIsVerifiedMeanwhileIsNotWanted() {
    assertThat(finals.isWanted(FIRST)).isTrue();
    submit(FIRST);
    l1.lastVerified(2);
    assertThat(finals.isWanted(FIRST)).isFalse();
    assertThat(mayBegin()).isFalse();
    clock.advance(POLL);
    chain.verified(2);
    assertThat(finals.isWanted(FIRST)).isFalse();
    assertThat(finals.isWanted(ALL)).isTrue();
    assertThat(mayBegin()).isTrue();
    // Who still goes by what was verified before must not begin it again.
    assertThat(inFlight(0)).contains(FIRST);
    assertThat(inFlight(2)).isEmpty();
  }

  /** After an L1 reorg that changed a forced batch: L1 has nothing that this proof is of. */
  @Test
  void aProofOfBatchesThatWereReplacedIsWithdrawn() {
    submit(new BatchRange(1, 2));
    submit(new BatchRange(3, 3));
    finals.tick();
    assertThat(chain.withdrawn).isEmpty();

    chain.replaceLast();
    finals.tick();
    assertThat(chain.withdrawn).containsExactly("verify-3-to-3");
  }
}
