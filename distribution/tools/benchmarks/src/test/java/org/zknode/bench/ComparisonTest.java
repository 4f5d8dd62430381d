/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  /** The median is one of them. */
  @ParameterizedTest
  @CsvSource({"0, 1", "299, 1", "1000, 3", "2000, 5", "3000, 7", "10000, 7", "3600000, 7"})
  void roundsAreOddInNumberAndFewerInAShortTime(final long millis, final int rounds) {
    assertThat(Comparison.rounds(Duration.ofMillis(millis))).isEqualTo(rounds);
  }
}
