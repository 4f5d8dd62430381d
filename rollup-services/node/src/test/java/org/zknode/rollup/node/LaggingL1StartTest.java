/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.NodeStatus.Reason;
import org.zknode.rollup.testkit.TestDatabases;

/** A node that is started while its L1 has not got the rollup's contracts yet. */
class LaggingL1StartTest {
  private static final long DEPLOYED = 500;

  private final ScriptedL1 l1 = new ScriptedL1(DEPLOYED);

  @AfterEach
  void stop() {
    l1.close();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private static List<Reason> reasons(final RollupNode node, final String key) {
    return node.status().snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .toList();
  }

  @Test
  void itStartsSaysWhatItWaitsForAndGoesOnByItself() throws Exception {
    l1.headIs(12);
    try (RollupNode node = l1.node(ScriptedL1.CHAIN_ID, TestDatabases.fresh().config())) {
      node.start();
      eventually().untilAsserted(() -> assertThat(reasons(node, "l1-deployment")).isNotEmpty());
      assertThat(reasons(node, "l1-deployment").getFirst().text())
          .isEqualTo(
              "L1's endpoints lag behind the start of this rollup: %s is at block 12 of"
                      .formatted(l1.name())
                  + " 2023-11-14T22:13:32Z, the rollup's first block there is 500"
                  + " (--plugin-zknode-l1-genesis-block). This node waits until one of them has"
                  + " it; if they do not go on, give one in --plugin-zknode-l1-urls that is up to"
                  + " date");
      assertThat(node.rpcMethods().get("zkevm_batchNumber").call(List.of())).isEqualTo("0x0");
      assertThat(l1.askedBlocks()).as("nothing is followed").containsExactly("latest");
      assertThat(node.status().isHalted()).isFalse();

      l1.headIs(DEPLOYED);
      eventually().until(() -> reasons(node, "l1-deployment").isEmpty());
      eventually().untilAsserted(() -> assertThat(l1.askedBlocks()).contains(hex(DEPLOYED - 1)));
      assertThat(node.status().isHalted()).isFalse();
    }
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }
}
