/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.aggregator.BatchFailures.Verdict;

class BatchFailuresTest {
  private final BatchFailures failures = new BatchFailures();

  @Test
  void theFirstWhoFailsIsToBlame() {
    assertThat(failures.failed(7, "a", "x")).isEqualTo(new Verdict(true, Set.of()));
    assertThat(failures.hasFailed(7, "a")).isTrue();
    assertThat(failures.hasFailed(7, "b")).isFalse();
    assertThat(failures.hasFailed(8, "a")).isFalse();
  }

  /** Then it is the batch: the first one is excused, once. */
  @Test
  void aSecondProverThatFailsExcusesTheFirst() {
    failures.failed(7, "a", "x");

    assertThat(failures.failed(7, "b", "y")).isEqualTo(new Verdict(false, Set.of("a")));
    assertThat(failures.failed(7, "c", "z")).isEqualTo(new Verdict(false, Set.of()));
    assertThat(failures.failed(7, "b", "y")).isEqualTo(new Verdict(false, Set.of()));
  }

  /** Whoever tries a batch again on purpose does not collect blame for it. */
  @Test
  void theSameProverIsNotBlamedTwiceForABatch() {
    failures.failed(7, "a", "x");

    assertThat(failures.failed(7, "a", "x")).isEqualTo(new Verdict(false, Set.of()));
    assertThat(failures.failed(8, "a", "x").counts()).as("for another one it is").isTrue();
  }

  @Test
  void aProofBlamesTheOthersWhoFailed() {
    failures.failed(7, "a", "x");
    failures.failed(7, "b", "y");

    assertThat(failures.succeeded(7, "c")).isEqualTo(Map.of("a", "x", "b", "y"));
    assertThat(failures.hasFailed(7, "a")).isFalse();
    assertThat(failures.succeeded(7, "c")).isEmpty();
  }

  @Test
  void whoSucceedsAtLastIsNotBlamed() {
    failures.failed(7, "a", "x");
    failures.failed(7, "b", "y");

    assertThat(failures.succeeded(7, "a")).isEqualTo(Map.of("b", "y"));
  }

  /** The only one who failed was blamed already. */
  @Test
  void oneWhoFailedAloneIsNotBlamedAgain() {
    failures.failed(7, "a", "x");

    assertThat(failures.succeeded(7, "b")).isEmpty();
  }

  @Test
  void attemptsOfAllProversAreCounted() {
    failures.failed(7, "a", "x");
    failures.failed(7, "a", "y");
    assertThat(failures.repeated()).isEmpty();
    failures.failed(7, "b", "z");

    assertThat(failures.repeated())
        .containsExactly(new BatchFailures.Repeated(7, 3, Map.of("a", "y", "b", "z")));
    failures.forgetUpTo(6);
    assertThat(failures.repeated()).hasSize(1);
    failures.forgetUpTo(7);
    assertThat(failures.repeated()).isEmpty();
  }

  /** Whatever provers do: the lowest batches, for which all wait, are remembered. */
  @Test
  void itIsBounded() {
    for (int batch = 1; batch <= 2 * BatchFailures.MAX_BATCHES; batch++) {
      for (int prover = 0; prover < 3; prover++) {
        failures.failed(batch, "p" + prover, "x");
      }
    }
    assertThat(failures.repeated()).hasSize(BatchFailures.MAX_BATCHES);
    assertThat(failures.repeated().getFirst().batch()).isEqualTo(1);
    assertThat(failures.repeated().getLast().batch()).isEqualTo(BatchFailures.MAX_BATCHES);

    for (int prover = 0; prover < 100; prover++) {
      failures.failed(1, "q" + prover, "x");
    }
    assertThat(failures.repeated().getFirst().lastByProver())
        .hasSizeLessThanOrEqualTo(BatchFailures.MAX_PROVERS + 1);
  }

  @Test
  void aRangeIsOneOfBatches() {
    assertThat(new BatchRange(3, 3)).hasToString("batch 3");
    assertThat(new BatchRange(3, 5)).hasToString("batches 3 to 5");
    assertThat(new BatchRange(3, 5).size()).isEqualTo(3);
    assertThat(new BatchRange(3, 5).contains(5)).isTrue();
    assertThat(new BatchRange(3, 5).contains(6)).isFalse();
    assertThat(new BatchRange(3, 5).overlaps(new BatchRange(5, 9))).isTrue();
    assertThat(new BatchRange(3, 5).overlaps(new BatchRange(6, 9))).isFalse();
    assertThat(new BatchRange(3, 5).overlaps(new BatchRange(1, 2))).isFalse();
    assertThatThrownBy(() -> new BatchRange(0, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchRange(5, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  /** What a prover says of itself gets into logs and tables. */
  @Test
  void textsOfProversAreShortAndOfOneLine() {
    assertThat(ProverText.limited("a\nb\u001b[31m\u0000c")).isEqualTo("a b [31m c");
    assertThat(ProverText.limited("x".repeat(10_000))).hasSize(ProverText.MAX_LENGTH);
    assertThat(ProverText.limited("")).isEmpty();
  }
}
