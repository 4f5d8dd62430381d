/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.SyncStatus;
import org.zknode.rollup.testkit.MutableClock;

/** Clocks that jump, and L1s of all kinds. */
class BlockTimerTest {
  private static final long HOUR = 3_600;
  private static final long START = MutableClock.create().instant().getEpochSecond();

  private final MutableClock clock = MutableClock.create();
  private final SyncStatus status = new SyncStatus();
  private long trueSeconds = START;
  private long l1Number = 100;
  private long l1Timestamp = START;

  /** What several endpoints agree on; empty where there is one. */
  private Optional<Long> others = Optional.empty();

  private L1Time l1Time = time();
  private final BlockTimer timer =
      new BlockTimer(clock, () -> l1Time.latest(), Duration.ofSeconds(1), Duration.ofSeconds(12));
  private long head = START;
  private long offset;

  @BeforeEach
  void l1IsSeen() {
    l1Time.step();
  }

  /** So much time passes, second by second; a block is built whenever one is due. */
  private int run(final long seconds, final int l1BlockTime) {
    int blocks = 0;
    for (long i = 0; i < seconds; i++) {
      trueSeconds++;
      clock.set(Instant.ofEpochSecond(trueSeconds + offset));
      if (l1BlockTime > 0 && trueSeconds % l1BlockTime == 0) {
        l1Number++;
        l1Timestamp = trueSeconds;
      }
      if (trueSeconds % 4 == 0) {
        l1Time.step();
      }
      final OptionalLong due = timer.due(head);
      if (due.isPresent()) {
        assertThat(due.getAsLong()).as("timestamps grow").isGreaterThan(head);
        head = due.getAsLong();
        timer.begun();
        blocks++;
      }
    }
    return blocks;
  }

  /** A process that sees L1 for the first time. */
  private void l1IsAt(final long timestamp) {
    l1Timestamp = timestamp;
    l1Time = time();
    l1Time.step();
  }

  private L1Time time() {
    return new L1Time(
        () -> block(l1Timestamp),
        heard -> others.map(this::block).orElse(heard),
        () -> trueSeconds * 1000,
        clock,
        status.status());
  }

  private L1BlockRef block(final long timestamp) {
    return new L1BlockRef(l1Number, Bytes32.ZERO, Bytes32.ZERO, timestamp);
  }

  private long lead() {
    return head - trueSeconds;
  }

  @Test
  void aClockThatIsAnHourAheadDatesNoBlockFurtherThanTheBound() {
    run(60, 12);
    offset = HOUR;
    assertThat(run(600, 12)).as("the chain goes on").isGreaterThan(500);
    assertThat(lead()).isBetween(0L, L1Time.MAX_LEAD_SECONDS);
    assertThat(status.text(L1Time.DEGRADED_KEY)).contains("3600 s ahead of L1's time");
    offset = 0;
    run(2 * L1Time.MAX_LEAD_SECONDS + 4, 12);
    assertThat(lead()).isZero();
    assertThat(status.text(L1Time.DEGRADED_KEY)).isEmpty();
  }

  @Test
  void aLeadThatIsThereAlreadyShrinksWithEachBlock() {
    head = START + HOUR;
    run(1, 12);
    final long before = lead();
    final int blocks = run(2_000, 12);
    assertThat(blocks).as("half the pace").isBetween(990, 1_001);
    assertThat(lead()).isEqualTo(before - 2_000 + blocks);
    run(2 * HOUR, 12);
    assertThat(lead()).isZero();
  }

  @Test
  void aClockThatIsAnHourBehindStopsNothingAndIsTold() {
    run(60, 12);
    offset = -HOUR;
    assertThat(run(100, 12)).isBetween(45, 55);
    assertThat(lead()).isLessThanOrEqualTo(0);
    assertThat(status.text(L1Time.DEGRADED_KEY)).contains("behind L1's time");
  }

  @Test
  void anIdleL1ThatMakesBlocksOnDemandBoundsNothingForLong() {
    l1IsAt(START - 10 * HOUR);
    head = START - 10 * HOUR;
    run(4, 0);
    assertThat(lead()).as("the clock may be wrong").isLessThan(-9 * HOUR);
    run(60, 0);
    assertThat(lead()).isZero();
  }

  @Test
  void whileEndpointsComeNearerToL1NoBlockMayBeBuilt() {
    l1IsAt(START - HOUR);
    assertThat(l1Time.isKnown()).as("it may be an old L1 or one that is far behind").isFalse();
    for (int i = 0; i < 100; i++) {
      l1Number += 10;
      l1Timestamp += 30;
      trueSeconds++;
      clock.set(Instant.ofEpochSecond(trueSeconds));
      l1Time.step();
      assertThat(l1Time.isKnown()).isFalse();
    }
    assertThat(l1Time.unknownBecause().orElseThrow())
        .startsWith("L1's newest block 1100 is 700 s old: its endpoints may be far behind L1");
    run(4, 1);
    assertThat(l1Time.isKnown()).isTrue();
    run(1, 0);
    l1Timestamp -= HOUR;
    l1Number++;
    run(4, 0);
    assertThat(l1Time.isKnown()).as("the chain does not stop later").isTrue();
  }

  @Test
  void anOldL1ThatStandsOrKeepsItsDistanceIsBuiltOnAfterAWhile() {
    l1IsAt(START - HOUR);
    run(40, 0);
    assertThat(l1Time.isKnown()).isFalse();
    run(12, 0);
    assertThat(l1Time.isKnown()).isTrue();

    l1IsAt(trueSeconds - HOUR);
    for (int i = 0; i < 16; i++) {
      l1Number++;
      l1Timestamp++;
      run(1, 0);
    }
    assertThat(l1Time.isKnown()).isTrue();
  }

  @Test
  void aClockThatIsWrongFromTheStartIsBoundedEvenWhenL1AnswersOnlyOnce() {
    offset = HOUR;
    head = START - 1;
    l1IsAt(START);
    clock.set(Instant.ofEpochSecond(trueSeconds + offset));
    for (int i = 0; i < 300; i++) {
      trueSeconds++;
      clock.set(Instant.ofEpochSecond(trueSeconds + offset));
      timer.due(head).ifPresent(due -> head = due);
    }
    assertThat(lead()).isBetween(0L, L1Time.MAX_LEAD_SECONDS);
  }

  @Test
  void aWrongClockClosesOneBatchAtTheMost() {
    run(60, 12);
    assertThat(timer.batchAge(1, head, head)).isZero();
    offset = HOUR;
    run(1, 12);
    assertThat(timer.batchAge(1, head, head)).isGreaterThan(HOUR - 1);
    assertThat(timer.batchAge(2, head, head)).isLessThan(L1Time.MAX_LEAD_SECONDS + 2);
    run(10, 12);
    assertThat(timer.batchAge(2, head - 10, head)).isLessThan(L1Time.MAX_LEAD_SECONDS + 12);
  }

  @Test
  void anL1OutageDoesNotHoldTheChain() {
    run(60, 12);
    assertThat(run(3 * HOUR, 0)).isGreaterThan((int) (3 * HOUR - 5));
    assertThat(lead()).isZero();
  }

  @Test
  void aDevnetWhoseL1LivesInThePastIsFollowed() {
    l1IsAt(START - HOUR);
    head = START - HOUR;
    run(4, 0);
    assertThat(head).isBetween(START - HOUR, START - HOUR + L1Time.MAX_LEAD_SECONDS + 8);
  }

  @Test
  void aBlockOfL1FromTheFutureMovesNoTimestamp() {
    run(60, 12);
    l1Number++;
    l1Timestamp = trueSeconds + HOUR;
    run(30, 0);
    assertThat(lead()).isZero();
  }

  private long bound() {
    return l1Time.latest().orElseThrow() - trueSeconds;
  }

  private void l1Says(final long timestamp) {
    l1Number++;
    l1Timestamp = timestamp;
    l1Time.step();
  }

  @Test
  void oneAnswerFromTheFutureLiftsNoBoundAndIsNotTold() {
    run(60, 12);
    offset = HOUR;
    l1Says(trueSeconds + HOUR);
    assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
    run(20, 12);
    assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
    assertThat(lead()).isLessThanOrEqualTo(L1Time.MAX_LEAD_SECONDS);
    assertThat(status.text(L1Time.DEGRADED_KEY)).contains("3600 s ahead of L1's time");
  }

  /** With a number from the future, too: nothing true comes after it for a long time. */
  @Test
  void whatWasBelievedAndIsWrongIsCorrectedByTwoLaterBlocks() {
    run(60, 12);
    final long number = l1Number;
    l1Number += 1_000;
    l1Says(trueSeconds + HOUR);
    trueSeconds += 12;
    l1Says(trueSeconds + HOUR);
    assertThat(bound()).isEqualTo(HOUR + L1Time.MAX_LEAD_SECONDS);
    assertThat(status.text(L1Time.DEGRADED_KEY)).contains("behind L1's time");
    l1Number = number;
    run(24, 12);
    assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
    assertThat(status.text(L1Time.DEGRADED_KEY)).isEmpty();
  }

  /** With the clock's next second, or after a block time when the block is ahead of the clock. */
  @Test
  void theTimeOfABlockThatWasBegunEnds() {
    clock.set(Instant.ofEpochMilli(1_000 * START + 700));
    timer.begun();
    assertThat(timer.isOver(START)).isFalse();
    clock.advance(Duration.ofMillis(299));
    assertThat(timer.isOver(START)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(timer.isOver(START)).isTrue();
    timer.begun();
    clock.advance(Duration.ofMillis(999));
    assertThat(timer.isOver(START + 5)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(timer.isOver(START + 5)).isTrue();
  }

  @Test
  void whatIsALittleTooLateIsForgotten() {
    run(60, 12);
    l1Says(trueSeconds + 20);
    assertThat(bound()).isEqualTo(20 + L1Time.MAX_LEAD_SECONDS);
    run(12 * (L1Time.REMEMBERED + 1), 12);
    assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
  }

  @Test
  void ofSeveralEndpointsOneThatLiesAlwaysIsNotBelieved() {
    others = Optional.of(START);
    l1IsAt(START + HOUR);
    assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
    for (int i = 0; i < 10; i++) {
      trueSeconds += 12;
      others = Optional.of(trueSeconds);
      l1Says(trueSeconds + HOUR);
      assertThat(bound()).isEqualTo(L1Time.MAX_LEAD_SECONDS);
    }
  }

  /** An L1 whose time was moved (a test chain): the second block of its new time counts. */
  @Test
  void anL1WhoseTimeJumpsIsFollowedAfterTwoBlocks() {
    run(60, 12);
    l1Says(trueSeconds + 10 * HOUR);
    trueSeconds += 12;
    l1Says(trueSeconds + 10 * HOUR);
    assertThat(bound()).isEqualTo(10 * HOUR + L1Time.MAX_LEAD_SECONDS);
  }

  private void now(final long millis) {
    clock.set(Instant.ofEpochMilli(START * 1000 + millis));
    trueSeconds = START + millis / 1000;
  }

  @Test
  void theBlockAfterAForcedOneFollowsAtOnce() {
    now(1_000);
    assertThat(timer.due(START)).hasValue(START + 1);
    timer.builtForced();
    now(1_020);
    assertThat(timer.due(START + 1)).as("a second above").hasValue(START + 2);
    timer.begun();
    assertThat(timer.due(START + 2)).isEmpty();
    now(2_260);
    assertThat(timer.due(START + 2)).as("not before 1.25 s").isEmpty();
    now(2_270);
    assertThat(timer.due(START + 2)).hasValue(START + 3);
  }

  /** Milliseconds between users' blocks, at the most, while somebody forces batches. */
  private long longestWait(final long forcedEveryMillis, final long millis) {
    long usersBlock = 0;
    long longest = 0;
    long forcedAt = 0;
    for (long at = 0; at < millis; at += 10) {
      now(at);
      if (at % 12_000 == 0) {
        l1Number++;
        l1Timestamp = trueSeconds;
        l1Time.step();
      }
      final boolean force = at - forcedAt >= forcedEveryMillis;
      final OptionalLong due = timer.due(head);
      if (due.isPresent() && force) {
        forcedAt = at;
        head = due.getAsLong();
        timer.builtForced();
      } else if (due.isPresent()) {
        longest = Math.max(longest, at - usersBlock);
        usersBlock = at;
        head = due.getAsLong();
        timer.begun();
      }
      assertThat(lead()).isLessThanOrEqualTo(BlockTimer.MAX_OWED_SECONDS);
    }
    return longest;
  }

  @Test
  void usersHardlyWaitForSomebodyWhoForcesABatchEverySixSeconds() {
    assertThat(longestWait(6_000, 600_000)).isLessThan(1_400);
    assertThat(lead()).isLessThanOrEqualTo(2);
  }

  @Test
  void aQueueOfForcedBatchesDoesNotDriveTheChainAhead() {
    assertThat(longestWait(1_500, 600_000)).isLessThan(2_600);
  }
}
