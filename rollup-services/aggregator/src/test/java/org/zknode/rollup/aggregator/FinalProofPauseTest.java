/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.testkit.MutableClock;

class FinalProofPauseTest {
  private static final Duration VERIFY = Duration.ofSeconds(10);

  private final MutableClock clock = MutableClock.create();
  private final FinalProofPause pause = new FinalProofPause(clock, config(VERIFY));

  private static AggregatorConfig config(final Duration verifyInterval) {
    return new AggregatorConfig(
        "127.0.0.1",
        0,
        Path.of("key"),
        Address.ZERO,
        verifyInterval,
        Duration.ofMinutes(10),
        Duration.ofSeconds(5));
  }

  @Test
  void atFirstNothingIsWaitedFor() {
    assertThat(pause.isOver(List.of())).isTrue();
    assertThat(pause.accepted(5)).as("there was no refusal").isFalse();
  }

  @Test
  void refusalsInARowDoubleThePauseUpToALimit() {
    Duration expected = VERIFY;
    for (int i = 1; i <= FinalProofPause.MAX_DOUBLINGS; i++) {
      expected = expected.multipliedBy(2);
      assertThat(pause.refused(3, List.of())).isEqualTo(expected);
    }
    assertThat(pause.refused(3, List.of())).as("at the most").isEqualTo(expected);
    clock.advance(expected.minusMillis(1));
    assertThat(pause.isOver(List.of())).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(pause.isOver(List.of())).isTrue();
  }

  /** A short verify interval must not make the node ask L1 without a rest. */
  @Test
  void thePauseIsAtLeastThePollInterval() {
    final FinalProofPause fast = new FinalProofPause(clock, config(Duration.ZERO));

    assertThat(fast.refused(3, List.of())).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aShorterPauseDoesNotEndALongerOne() {
    pause.atLeast(Duration.ofSeconds(60));
    pause.atLeast(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(59));
    assertThat(pause.isOver(List.of())).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(pause.isOver(List.of())).isTrue();
  }

  @Test
  void onlyProgressOnL1EndsTheCount() {
    pause.refused(3, List.of());
    pause.refused(4, List.of());

    assertThat(pause.accepted(3)).as("what was verified at the first refusal").isFalse();
    assertThat(pause.refused(4, List.of())).isEqualTo(VERIFY.multipliedBy(8));
    assertThat(pause.accepted(4)).isTrue();
    assertThat(pause.accepted(9)).as("it is over").isFalse();
    assertThat(pause.refused(9, List.of())).isEqualTo(VERIFY.multipliedBy(2));
  }

  /** A refusal that came in the meantime has to be judged first. */
  @Test
  void eachRefusalIsJudgedOnce() {
    assertThat(pause.notJudged(List.of("a", "b"))).containsExactly("a", "b");
    assertThat(pause.isOver(List.of("a"))).isFalse();
    pause.refused(3, List.of("a", "b"));
    clock.advance(Duration.ofHours(1));

    assertThat(pause.isOver(List.of("a", "b"))).isTrue();
    assertThat(pause.isOver(List.of("a", "b", "c"))).isFalse();
    assertThat(pause.notJudged(List.of("b", "c"))).containsExactly("c");
    assertThat(pause.notJudged(List.of("a"))).as("forgotten with its row").containsExactly("a");
    pause.forget("b");
    assertThat(pause.notJudged(List.of("b"))).containsExactly("b");
  }
}
