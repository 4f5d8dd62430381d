/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProofSuspicionTest {
  private static final BatchRange RANGE = new BatchRange(1, 2);

  private final ProofSuspicion suspicion = new ProofSuspicion();

  @Test
  void oneProverAmongOthersProvesNothing() {
    for (int i = 0; i < 10; i++) {
      assertThat(suspicion.failed(RANGE, "bad", 2)).isFalse();
    }
    assertThat(suspicion.failed(RANGE, "good", 2)).isTrue();
    // Counted anew.
    assertThat(suspicion.failed(RANGE, "good", 2)).isFalse();
  }

  @Test
  void theOnlyProverThereIsIsBelievedTheSecondTime() {
    assertThat(suspicion.failed(RANGE, "only", 1)).isFalse();
    assertThat(suspicion.failed(RANGE, "only", 1)).isTrue();
  }

  @Test
  void aSuccessClearsTheRange() {
    suspicion.failed(RANGE, "a", 2);
    suspicion.succeeded(RANGE);
    assertThat(suspicion.failed(RANGE, "b", 2)).isFalse();
  }

  @Test
  void rangesAreKeptApartAndTheOldestIsForgotten() {
    suspicion.failed(RANGE, "a", 2);
    for (int from = 10; from < 10 + 2 * ProofSuspicion.MAX_RANGES; from++) {
      assertThat(suspicion.failed(new BatchRange(from, from), "a", 2)).isFalse();
    }
    assertThat(suspicion.failed(RANGE, "b", 2)).isFalse();
  }
}
