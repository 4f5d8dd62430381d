/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.zknode.bench.load.SettlementBench.Settled;

class SettledTest {
  @Test
  void aBacklogThatComesAndGoesWithSequencesDoesNotGrow() {
    assertThat(seen(100, 900, 100, 900, 100, 900, 100, 900).growth()).isZero();
  }

  @Test
  void aBacklogThatNeverShrinksGrowsByWhatIsOffered() {
    assertThat(seen(12_000, 24_000, 36_000, 48_000, 60_000, 72_000).growth())
        .isEqualTo(1_000, within(1e-9));
  }

  @Test
  void theMiddleOfAnOddNumberIsInNeitherHalf() {
    assertThat(seen(12_000, 24_000, 36_000).growth()).isEqualTo(1_000, within(1e-9));
  }

  private static Settled seen(final double... backlog) {
    return new Settled(1_000, 0, Arrays.stream(backlog).boxed().toList());
  }
}
