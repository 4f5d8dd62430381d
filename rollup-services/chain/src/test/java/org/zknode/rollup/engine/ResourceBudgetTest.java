/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;

class ResourceBudgetTest {
  private static final Resources WHOLE =
      Resources.of(300, new ExecutionCounters(300, 300, 300, 300, 300, 300));

  @Test
  void onlyWhatRunsShortIsLimitedToTheRest() {
    final Resources before = Resources.of(0, new ExecutionCounters(60, 0, 0, 0, 0, 99));
    final ResourceBudget budget = new ResourceBudget(WHOLE.minus(before), WHOLE);
    final Resources used = Resources.of(0, new ExecutionCounters(40, 0, 0, 250, 0, 0));
    final Resources own = Resources.of(0, new ExecutionCounters(201, 0, 0, 0, 0, 299));
    assertThat(budget.shortOf(own, used)).contains(Resource.KECCAK_HASHES);
    assertThat(budget.endsAt(Resource.KECCAK_HASHES, own, used)).isTrue();
    assertThat(budget.endsAt(Resource.STEPS, own, used)).isFalse();
    assertThat(budget.limitOnceShort(used))
        .isEqualTo(Resources.of(300, new ExecutionCounters(200, 300, 300, 50, 300, 300)));
  }

  private static Resources keccak(final long amount) {
    return Resources.of(21_000, new ExecutionCounters(amount, 0, 0, 0, 0, 1));
  }

  private static ResourceBudget sparing(final long left) {
    final Resources before = Resources.of(0, new ExecutionCounters(300 - left, 0, 0, 0, 0, 0));
    return new ResourceBudget(
        Resources.of(1_000_000, new ExecutionCounters(300, 300, 300, 300, 300, 300)).minus(before),
        Resources.of(1_000_000, new ExecutionCounters(300, 300, 300, 300, 300, 300)),
        new ResourceBudget.Room(1, 1),
        WorkLimits.none(),
        true);
  }

  /** More than a tenth is much; a third is kept from those who need much. */
  @Test
  void aSparingBatchKeepsAThirdAndEndsForThoseWhoNeedLittle() {
    final Resource resource = Resource.KECCAK_HASHES;
    assertThat(sparing(300).shortOf(keccak(200), Resources.ZERO)).isEmpty();
    assertThat(sparing(300).shortOf(keccak(201), Resources.ZERO)).contains(resource);
    assertThat(sparing(100).shortOf(keccak(31), Resources.ZERO)).contains(resource);
    assertThat(sparing(100).endsAt(resource, keccak(31), Resources.ZERO)).isFalse();
    assertThat(sparing(100).shortOf(keccak(30), Resources.ZERO)).isEmpty();
    assertThat(sparing(20).shortOf(keccak(30), Resources.ZERO)).contains(resource);
    assertThat(sparing(20).endsAt(resource, keccak(30), Resources.ZERO)).isTrue();
    assertThat(sparing(20).limitOnceShort(Resources.ZERO).amount(resource)).isEqualTo(30);
    assertThat(sparing(50).limitOnceShort(Resources.ZERO).amount(resource)).isEqualTo(50);
  }

  @Test
  void ofGasNothingIsMuch() {
    assertThat(sparing(300).shortOf(Resources.ofGas(1_000_000), Resources.ZERO)).isEmpty();
  }
}
