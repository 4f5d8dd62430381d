/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.rollup.chain.BatchCodec;

/** What becomes of L3 when what it stands on changes, or is not there yet. */
abstract class L3FaultScenarios extends L3Scenarios {
  /** L1 blocks that may come between the look at L1 and its reorg. */
  private static final long MINED_MEANWHILE = 2;

  /** L2 blocks after which a forced batch is surely built. */
  private static final long BLOCKS_UNTIL_BUILT = 10;

  private static final String NOBODY = "0x00000000000000000000000000000000000b21e3";

  L3FaultScenarios(final Engine engine) {
    super(engine);
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

  /**
   * L2's node has lost all its data and sees an L1 of the time before L3: so do L3's nodes that
   * run, and one that is started now.
   */
  @Test
  @Order(5)
  void aNodeOfL3ThatIsStartedWhileItsL1IsFarBehindWaitsForIt(@TempDir final Path temp)
      throws Exception {
    // As it is on L1: nothing more gets there while L2's only verifier is away.
    final long verified = Facts.quantity(l3().mainNode().rpc(), "zkevm_verifiedBatchNumber");
    final NodeProcess below = devnet().externalNodes().getFirst();
    final NodeProcess late = l3().probeNode(Optional.of(l3().mainEnode()), Map.of());
    below.killHard();
    devnet().wipeExternalNode(0);
    try (late) {
      // Before anything of L2 was there: a block later L2 may have some of L3's contracts.
      try (OldL1 old =
          OldL1.at(devnet(), Facts.sequences(devnet().l1()).getFirst().l1Block() - 1)) {
        l1OfTheNodeBelow().leadTo(old.url());
        below.startIsolated();
        below.awaitReady();
        late.start();
        late.awaitReady();
        theLagIsSaid(late, new BridgePerson(devnet(), Devnet.user(0), temp));
      } finally {
        l1OfTheNodeBelow().leadTo(devnet().l1().rpc().url());
      }
      eventually()
          .untilAsserted(
              () -> assertThat(Facts.reasons(late.rpc())).doesNotContain("l1-deployment"));
      eventually().until(() -> Facts.hasVerified(late.rpc(), verified));
      // L2's only verifier finds its main node again.
      below.close();
      below.start();
      below.awaitReady();

      verifiesAfter(verified);
      everythingRuns();
      eventually().untilAsserted(() -> Facts.assertRunning(late.rpc()));
      final long root = l3().l1().lastVerifiedBatch();
      eventually().until(() -> Facts.hasVerified(late.rpc(), root));
      Facts.assertVerifiedRootIsOf(l3().l1(), root, List.of(late.rpc(), l3().mainNode().rpc()));
      Facts.assertEachBatchSequencedOnce(l3().l1(), 1);
      nodes().forEach(Facts::assertNeverHalted);
    } finally {
      if (!below.isAlive()) {
        below.start();
      }
    }
  }

  /** By the node that was started, by those that ran, and by L3's bridge. */
  private void theLagIsSaid(final NodeProcess late, final BridgePerson person) {
    eventually()
        .untilAsserted(
            () ->
                Facts.assertDegraded(
                    late.rpc(),
                    "l1-deployment: L1's endpoints lag behind the start of this rollup: ",
                    l3().l1().rpc().url().getAuthority() + " is at block ",
                    "the rollup's first block there is ",
                    "give one in --plugin-zknode-l1-urls that is up to date"));
    final JsonRpc main = l3().mainNode().rpc();
    // By its main node's word it may go on.
    final long head = Facts.head(late.rpc());
    assertThat(Facts.blockHash(late.rpc(), head)).isEqualTo(Facts.blockHash(main, head));
    for (final JsonRpc node : List.of(main, l3().externalNodes().getFirst().rpc())) {
      eventually()
          .untilAsserted(() -> Facts.assertDegraded(node, "synchronizer: ", "it lags behind"));
    }
    assertThatThrownBy(() -> main.call("bridge_getBridge", 0, 4_000_000))
        .hasMessageContaining("network 0 has no deposit 4000000")
        .hasMessageContaining("ask again in 60 seconds (this node does not follow L1")
        .hasMessageContaining("synchronizer");
    final BridgePerson.Printed early = person.tries("status", "--l3", "--address=" + NOBODY);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err()).contains("L2 has no bridge at ", "if it lags, try again");
  }
}
