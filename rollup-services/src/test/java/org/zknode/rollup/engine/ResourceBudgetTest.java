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
    assertThat(budget.endsAt(Resource.KECCAK_HASHES, used)).isTrue();
    assertThat(budget.endsAt(Resource.STEPS, used)).isFalse();
    assertThat(budget.limitOnceShort(used))
        .isEqualTo(Resources.of(300, new ExecutionCounters(200, 300, 300, 50, 300, 300)));
  }
}
