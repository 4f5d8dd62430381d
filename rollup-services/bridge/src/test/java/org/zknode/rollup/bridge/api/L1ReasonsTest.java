/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MutableClock;

class L1ReasonsTest {
  private final NodeStatusTracker status =
      new NodeStatusTracker(MutableClock.create(), event -> {});
  private final Supplier<Optional<String>> reasons = L1Reasons.of(status);

  @Test
  void onlyThoseOfL1AreNamedAndNothingOfTheirTexts() {
    assertThat(reasons.get()).isEmpty();
    status.degraded("not-enough-verifiers", "batch 7 has 0 of 1 verifier signatures");
    assertThat(reasons.get()).isEmpty();
    status.degraded("synchronizer", "l1.internal:8545: the connection cannot be made");
    status.degraded("l1-standstill", "no L1 endpoint has a block after 10 for 40 s");
    assertThat(reasons.get()).contains("l1-standstill, synchronizer");
    status.recovered("synchronizer");
    status.recovered("l1-standstill");
    assertThat(reasons.get()).isEmpty();
  }
}
