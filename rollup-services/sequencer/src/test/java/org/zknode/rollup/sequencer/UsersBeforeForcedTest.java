/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;

import java.time.Duration;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A forced batch may fill its block: users do not wait for that work as well. */
class UsersBeforeForcedTest {
  private static final Duration POLL = Duration.ofMillis(50);

  /** What a forced block takes. */
  private static final Duration WORK = Duration.ofMillis(900);

  private static final long FORCED_EVERY_MILLIS = 6_000;
  private static final long TIME_MILLIS = 120_000;

  private final SequencerFixture node = new SequencerFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private long taken() {
    return node.store.read(tx -> tx.batches().lastForced());
  }

  @Test
  void blocksOfUsersGoOnWhileForcedOnesTakeMostOfASecond() {
    final long start = node.clock.millis();
    long forced = 0;
    long nonce = 0;
    long usersBlock = start;
    long longest = 0;
    node.send(ALICE, nonce++);
    while (node.clock.millis() < start + TIME_MILLIS) {
      node.clock.advance(POLL);
      if (node.clock.millis() >= start + (forced + 1) * FORCED_EVERY_MILLIS) {
        node.forceConfirmed(++forced, Bytes.EMPTY);
      }
      final long before = taken();
      if (!node.step()) {
        continue;
      }
      if (taken() > before) {
        node.clock.advance(WORK);
      } else {
        longest = Math.max(longest, node.clock.millis() - usersBlock);
        usersBlock = node.clock.millis();
        node.send(ALICE, nonce++);
      }
    }
    assertThat(longest).as("ms between blocks of users").isLessThan(1_400);
    assertThat(taken()).isGreaterThanOrEqualTo(forced - 2);
    node.assertConsistent();
  }

  @Test
  void withoutUsersAForcedBatchWaitsForTwoBlocksAtTheMost() {
    node.send(ALICE, 0);
    node.tick();
    node.forceConfirmed(1, Bytes.EMPTY);
    node.step();
    node.clock.advance(SequencerFixture.FORCED_DEADLINE);
    node.step();
    assertThat(taken()).isEqualTo(1);
  }

  @Test
  void whileNothingMayBeBuiltTheOpenBatchEndsAllTheSame() {
    node.send(ALICE, 0);
    node.tick();
    node.mayGrow = false;
    node.forceConfirmed(1, Bytes.EMPTY);
    node.step();
    node.clock.advance(SequencerFixture.FORCED_DEADLINE);
    node.step();
    assertThat(node.lastClosed()).isPresent();
    assertThat(taken()).isZero();
  }
}
