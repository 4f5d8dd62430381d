/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.NodeStatus.Reason;
import org.zknode.rollup.status.NodeStatusTracker;

class WaitingTransactionsTest {
  private final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  private final WaitingTransactions<Integer> waiting = new WaitingTransactions<>(status);

  @Test
  void aTroubleLastsAsLongAsAnyTransactionWaitsForIt() {
    waiting.add("price", 1, "1 waits");
    waiting.add("price", 2, "2 waits");
    waiting.add("funds", 2, "2 has no money");
    waiting.remove("price", 1);
    waiting.remove("price", 3);
    assertThat(reasons()).containsExactlyInAnyOrder("price", "funds");
    waiting.remove(2);
    assertThat(reasons()).isEmpty();
    waiting.remove(2);
    waiting.add("price", 1, "again");
    assertThat(reasons()).containsExactly("price");
  }

  private List<String> reasons() {
    return status.snapshot().reasons().stream().map(Reason::key).toList();
  }
}
