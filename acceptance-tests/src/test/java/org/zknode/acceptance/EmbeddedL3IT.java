/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.rollup.chain.BatchCodec;

class EmbeddedL3IT extends L3Scenarios {
  /** L1 blocks that may come between the look at L1 and its reorg. */
  private static final long MINED_MEANWHILE = 2;

  /** L2 blocks after which a forced batch is surely built. */
  private static final long BLOCKS_UNTIL_BUILT = 10;

  EmbeddedL3IT() {
    super(Engine.EMBEDDED);
  }

  /**
   * L1 loses a forced batch and gets another one in its place, so that L2 has to make that batch
   * and all after it anew, with sequences of L3 among them.
   */
  @Test
  @Order(4)
  void anL1ReorgThatChangesL2ReachesL3AndIsRepaired() throws Exception {
    final JsonRpc l1 = devnet().l1().rpc();
    final JsonRpc l2 = devnet().mainNode().rpc();
    final long before = Facts.head(l1);
    devnet().l1().forceBatch(Devnet.user(2), BatchCodec.encodeForced(List.of()));
    final long built = Facts.head(l2);
    // Its batch follows within the next blocks, and L3 has read those after it.
    eventually().until(() -> Facts.tag(l2, "safe") > built + BLOCKS_UNTIL_BUILT);
    final long changed = Facts.tag(l2, "safe");
    final String lost = Facts.blockHash(l2, changed);
    eventually()
        .until(
            () ->
                Facts.status(l3().mainNode().rpc()).path("l1").path("number").asLong() >= changed);
    final long verified = l3().l1().lastVerifiedBatch();

    l1.call("anvil_reorg", Facts.head(l1) - before + MINED_MEANWHILE, List.of());
    // Its new blocks are a second apart, whatever time it is: it would stay behind all clocks.
    l1.call("evm_setTime", System.currentTimeMillis() / 1000);
    devnet().l1().forceBatch(Devnet.user(2), BatchCodec.encodeForced(List.of()));

    eventually().until(() -> isAnother(l2, changed, lost));
    for (final String database : l3().stateDatabaseUrls()) {
      eventually().untilAsserted(() -> assertThat(Facts.events(database)).contains("L1_REORG"));
    }
    verifiesAfter(verified + 1);
    everythingRuns();
    nodes().forEach(Facts::assertNeverHalted);
    Facts.assertEachBatchSequencedOnce(l3().l1(), 1);
    final long root = l3().l1().lastVerifiedBatch();
    for (final var node : List.of(l3().mainNode(), l3().externalNodes().getFirst())) {
      eventually().until(() -> Facts.hasVerified(node.rpc(), root));
    }
    Facts.assertVerifiedRootIsOf(
        l3().l1(), root, List.of(l3().mainNode().rpc(), l3().externalNodes().getFirst().rpc()));
    assertThat(Bytes.fromHexString(Facts.blockHash(l2, changed)))
        .isEqualTo(Bytes.fromHexString(Facts.blockHash(l3().l1().rpc(), changed)));
  }

  private static boolean isAnother(final JsonRpc node, final long block, final String hash) {
    return Facts.block(node, block)
        .filter(found -> !found.path("hash").asText().equals(hash))
        .isPresent();
  }
}
