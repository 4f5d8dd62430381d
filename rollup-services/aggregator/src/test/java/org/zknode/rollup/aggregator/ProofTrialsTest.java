/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
    assertThat(trials.succeed(RANGE)).containsExactly("b");
    assertThat(trials.mayProve(2, "b", 50)).isTrue();
    assertThat(trials.succeed(RANGE)).isEmpty();
  }

  @Test
  void aTrialOfOneThatDoesNothingLapses() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    assertThat(trials.mayProve(2, "b", 100)).isTrue();
    assertThat(trials.succeed(RANGE)).isEmpty();
  }

  @Test
  void aTrialThatIsDroppedPutsNobodyInTheWrong() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    trials.drop(RANGE);
    assertThat(trials.mayProve(2, "b", 50)).isTrue();
    assertThat(trials.succeed(RANGE)).isEmpty();
    assertThat(trials.takeBack(RANGE)).isEmpty();
  }

  @Test
  void aVerdictIsTakenBackOnceWithTheWholeRangeThatHoldsItsBatches() {
    trials.begin(RANGE, "a", Set.of("b"), 100);
    trials.succeed(RANGE);
    assertThat(trials.takeBack(new BatchRange(3, 9))).isEmpty();
    assertThat(trials.takeBack(new BatchRange(1, 3))).isEqualTo(Map.of(RANGE, Set.of("b")));
    assertThat(trials.takeBack(new BatchRange(1, 3))).isEmpty();
  }

  @Test
  void theOldestVerdictStandsWhenThereAreTooMany() {
    for (int from = 1; from <= 1 + ProofTrials.MAX_VERDICTS; from++) {
      final BatchRange range = new BatchRange(from, from);
      trials.begin(range, "a", Set.of("b"), 100);
      trials.succeed(range);
    }
    assertThat(trials.takeBack(new BatchRange(1, 1))).isEmpty();
    assertThat(trials.takeBack(new BatchRange(2, 1_000))).hasSize(ProofTrials.MAX_VERDICTS);
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
