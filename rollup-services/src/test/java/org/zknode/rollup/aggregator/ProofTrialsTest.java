/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProofTrialsTest {
  private static final BatchRange RANGE = new BatchRange(2, 3);

  private final ProofTrials trials = new ProofTrials();

  @Test
  void onlyTheOneOnTrialMakesTheProofsUntilItIsOver() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    assertThat(trials.mayProve(1, "b", 50)).isTrue();
    assertThat(trials.mayProve(2, "b", 50)).isFalse();
    assertThat(trials.mayProve(3, "a", 50)).isTrue();
    assertThat(trials.mayProve(4, "b", 50)).isTrue();
    assertThat(trials.end(RANGE)).containsExactly("b");
    assertThat(trials.mayProve(2, "b", 50)).isTrue();
    assertThat(trials.end(RANGE)).isEmpty();
  }

  @Test
  void aTrialOfOneThatDoesNothingLapses() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    assertThat(trials.mayProve(2, "b", 100)).isTrue();
    assertThat(trials.end(RANGE)).isEmpty();
  }

  @Test
  void theOldestEndsWhenThereAreTooMany() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    for (int from = 10; from < 10 + ProofTrials.MAX_TRIALS; from++) {
      trials.begin(new BatchRange(from, from), "a", Set.of("b"), 100);
    }
    assertThat(trials.mayProve(2, "b", 50)).isTrue();
    assertThat(trials.mayProve(10, "b", 50)).isFalse();
  }
}
