/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore.Version;

/**
 * What a step costs the databases when there is nothing to do, and that it still sees everything.
 */
class SequencerIdleTest {
  private final SequencerFixture node = new SequencerFixture();

  @AfterEach
  void close() {
    node.close();
  }

  /** A second after the first block, the pool read and found empty. */
  private void rest() {
    node.step();
    assertThat(node.tick()).isFalse();
  }

  @Test
  void stepsInsideARestTouchNoDatabase() {
    rest();
    final int transactions = node.store.transactions();
    final int reads = node.pool.reads();
    for (int i = 0; i < 9; i++) {
      node.clock.advance(Duration.ofMillis(50));
      assertThat(node.step()).isFalse();
    }
    assertThat(node.store.transactions()).isEqualTo(transactions);
    assertThat(node.pool.reads()).isEqualTo(reads);
  }

  @Test
  void whileNoRowChangesNothingIsReadHoweverLongTheRest() {
    node.store.tellVersion(new Version(1, 0));
    rest();
    final int transactions = node.store.transactions();
    final int reads = node.pool.reads();
    node.clock.advance(NextAction.MAX_REST.multipliedBy(3));
    assertThat(node.step()).isFalse();
    assertThat(node.store.transactions()).isEqualTo(transactions);
    assertThat(node.pool.reads()).isEqualTo(reads);
    node.store.tellVersion(new Version(2, 0));
    assertThat(node.step()).isFalse();
    assertThat(node.store.transactions()).isGreaterThan(transactions);
  }

  @Test
  void aForcedBatchThatWaitsForL1BlocksIsLookedAtAlthoughTheyAreNoChange() {
    node.store.tellVersion(new Version(1, 0));
    rest();
    node.store.tellVersion(new Version(2, 0));
    node.force(1, SequencerFixture.forcedTransfer(ALICE, 0));
    assertThat(node.tick()).as("not confirmed").isFalse();
    node.l1At(100 + SequencerFixture.FORCED_CONFIRMATIONS);
    node.clock.advance(NextAction.MAX_REST);
    node.step();
    node.tick();
    for (int seconds = 0; seconds <= SequencerFixture.FORCED_DEADLINE.toSeconds(); seconds++) {
      node.tick();
    }
    assertThat(node.store.<Long>read(tx -> tx.batches().lastForced())).isEqualTo(1);
  }

  @Test
  void aNotifiedTransactionStartsABlockAtOnce() {
    rest();
    node.send(ALICE, 0);
    assertThat(node.step()).as("nobody told").isFalse();
    node.poolChanged();
    assertThat(node.step()).isTrue();
    assertThat(node.engine.head().transactions()).hasSize(1);
  }

  @Test
  void aLostNotificationCostsOneRestOnly() {
    rest();
    node.send(ALICE, 0);
    node.clock.advance(NextAction.MAX_REST.minusMillis(1));
    assertThat(node.step()).isFalse();
    node.clock.advance(Duration.ofMillis(1));
    assertThat(node.step()).isTrue();
  }

  @Test
  void aNotificationWhileABlockIsNotDueYetIsNotForgotten() {
    node.step();
    assertThat(node.step()).isFalse();
    node.send(ALICE, 0);
    node.poolChanged();
    node.clock.advance(Duration.ofMillis(400));
    assertThat(node.step()).as("same second").isFalse();
    node.clock.advance(Duration.ofMillis(600));
    assertThat(node.step()).isTrue();
  }

  @Test
  void aBatchIsClosedInTimeDuringARest() {
    node.step();
    while (node.lastBatch().orElseThrow().closed() || node.clock.millis() % 1000 != 0) {
      node.clock.advance(Duration.ofMillis(1));
    }
    final long first = node.row(node.lastBatch().orElseThrow().firstBlock()).timestamp();
    node.clock.set(java.time.Instant.ofEpochSecond(first + 12).minusMillis(100));
    node.step();
    node.step();
    assertThat(node.lastClosed()).isEmpty();
    node.clock.advance(Duration.ofMillis(100));
    node.step();
    assertThat(node.lastClosed().orElseThrow().closingReason())
        .contains(ClosingReason.MAX_DELTA_TIMESTAMP.text());
  }

  @Test
  void aClockThatJumpsBackEndsARest() {
    rest();
    node.send(ALICE, 0);
    node.clock.set(node.clock.instant().minus(Duration.ofHours(1)));
    node.step();
    node.tick();
    assertThat(node.tick()).isTrue();
  }
}
