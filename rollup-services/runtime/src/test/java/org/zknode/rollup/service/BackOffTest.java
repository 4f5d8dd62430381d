/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofSeconds(1), 3, Duration.ofSeconds(20));

  @Test
  void pausesGrowUpToTheCap() {
    assertThat(IntStream.rangeClosed(1, 5).mapToObj(BACK_OFF::after).map(Duration::toSeconds))
        .containsExactly(1L, 3L, 9L, 20L, 20L);
    assertThat(BACK_OFF.after(Integer.MAX_VALUE)).isEqualTo(BACK_OFF.cap());
  }

  @Test
  void theCapHoldsForTheFirstOneToo() {
    assertThat(BackOff.doubling(Duration.ofSeconds(9), Duration.ofSeconds(2)).after(1))
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void noPauseStaysNone() {
    assertThat(BackOff.doubling(Duration.ZERO, Duration.ofSeconds(2)).after(Integer.MAX_VALUE))
        .isZero();
  }

  @Test
  void jitterIsAtMostHalf() {
    assertThat(BACK_OFF.withJitter(2, () -> 0L)).isEqualTo(Duration.ofMillis(1_500));
    final SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      assertThat(BACK_OFF.withJitter(2, random))
          .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(3));
    }
  }

  @Test
  void itGrows() {
    assertThatThrownBy(() -> new BackOff(Duration.ZERO, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
