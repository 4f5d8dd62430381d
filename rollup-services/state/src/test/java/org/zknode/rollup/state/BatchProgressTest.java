/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchProgressTest {
  @Test
  void wakesAllWhoWaitForThatStageAndNobodyElse() {
    final BatchProgress progress = new BatchProgress();
    final List<String> woken = new ArrayList<>();
    progress.onReached(BatchStage.CLOSED, () -> woken.add("checker"));
    progress.onReached(BatchStage.CHECKED, () -> woken.add("verification"));
    progress.onReached(BatchStage.CHECKED, () -> woken.add("sender"));
    progress.reached(BatchStage.SENT);
    assertThat(woken).isEmpty();
    progress.reached(BatchStage.CHECKED);
    assertThat(woken).containsExactly("verification", "sender");
  }

  @ParameterizedTest
  @EnumSource(BatchStage.class)
  void aBatchGoesForwardOnlyAndReachesTheEnd(final BatchStage stage) {
    assertThat(stage.next()).allMatch(next -> next.ordinal() > stage.ordinal());
    final Set<BatchStage> reachable = EnumSet.of(stage);
    while (reachable.addAll(reachable.stream().flatMap(each -> each.next().stream()).toList())) {}
    assertThat(reachable).contains(BatchStage.VERIFIED);
  }

  @Test
  void onlyACheckedBatchIsSent() {
    for (final BatchStage stage : BatchStage.values()) {
      assertThat(stage.next().contains(BatchStage.SENT))
          .as(stage.name())
          .isEqualTo(stage == BatchStage.CHECKED || stage == BatchStage.SIGNED);
    }
  }
}
