/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.MutableClock;

class EarlyClosingsTest {
  private final MutableClock clock = MutableClock.create();

  @Test
  void oneBatchAndTheNextInTheTimeOfFour() {
    final EarlyClosings early = new EarlyClosings(clock, Duration.ofSeconds(10));
    assertThat(early.mayEnd(1)).isTrue();
    early.ended(1);
    assertThat(early.mayEnd(1)).isFalse();
    // A forced batch may come in between.
    assertThat(early.mayEnd(3)).isTrue();
    early.ended(3);
    assertThat(early.mayEnd(4)).isFalse();
    early.ended(4);
    assertThat(early.mayEnd(5)).isFalse();
    clock.advance(Duration.ofMillis(39_999));
    assertThat(early.mayEnd(5)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(early.mayEnd(5)).isTrue();
  }

  @Test
  void longBatchesAreNotWaitedFor() {
    final EarlyClosings early = new EarlyClosings(clock, Duration.ofHours(1));
    early.ended(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(early.mayEnd(1)).isTrue();
  }

  @Test
  void aClockThatJumpedBackDoesNotForbidItForLonger() {
    final EarlyClosings early = new EarlyClosings(clock, Duration.ofSeconds(10));
    early.ended(1);
    clock.advance(Duration.ofHours(-1));
    assertThat(early.mayEnd(1)).isFalse();
    clock.advance(Duration.ofSeconds(40));
    assertThat(early.mayEnd(1)).isTrue();
  }
}
