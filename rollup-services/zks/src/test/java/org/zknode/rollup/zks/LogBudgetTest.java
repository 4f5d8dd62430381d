/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBudgetTest {
  @Test
  void aStrangerCannotFillTheLog() {
    final AtomicLong now = new AtomicLong(5);
    final LogBudget budget = new LogBudget(20, now::get);
    for (int i = 0; i < 20; i++) {
      assertThat(budget.take()).isZero();
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.take()).isNegative();
    }

    now.addAndGet(LogBudget.WINDOW);

    assertThat(budget.take()).isEqualTo(1_000);
    assertThat(budget.take()).isZero();
  }
}
