/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;

/** An external node derives the chain from L1, whatever it has and whatever L1 does. */
class DerivationTest extends DerivationKit {
  @Test
  void anExternalNodeRebuildsTheChainFromL1Alone() {
    threeBatches();
    follower.run();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(follower.content().blocks()).isEqualTo(mainNode.content().blocks());
    assertThat(follower.content().batches())
        .extracting("number", "firstBlock", "lastBlock")
        .containsExactly(tuple(1L, 1L, 3L), tuple(2L, 4L, 4L), tuple(3L, 5L, 6L));
    assertThat(followerEngine.safeNumber()).isEqualTo(6);
    assertThat(followerEngine.finalizedNumber()).isEqualTo(3);
    assertThat(follower.derivation.isCaughtUp()).isTrue();
  }

  @Test
  void transactionsThatCannotBeAppliedAreSkippedAlsoWhenComparedAgain() {
    final Bytes data =
        BatchCodec.encode(
            List.of(
                new BatchBlock(
                    FakeL1.GENESIS_TIMESTAMP,
                    0,
                    List.of(MainChain.transfer(7), MainChain.transfer(0), MainChain.transfer(0)))));
    l1.sequence(MainChain.COINBASE, data);
    follower.run();
    final L2Block head = followerEngine.head();
    assertThat(head.transactions()).containsExactly(MainChain.transfer(0));
    // Without its rows the node compares the block that it has with the batch.
    followerStore.update(tx -> tx.batches().deleteAbove(0));
    new SyncNode(l1, followerEngine, followerStore, NodeKind.EXTERNAL).run();
    assertThat(followerEngine.head()).isEqualTo(head);
    assertThat(follower.events()).doesNotContain("TRUSTED_REORG");
    assertThat(follower.content().batches()).hasSize(1);
  }

  @Test
  void aMalformedBatchHasNoBlocksAndTheNextOneGoesOn() {
    final Bytes good =
        BatchCodec.encode(
            List.of(new BatchBlock(FakeL1.GENESIS_TIMESTAMP, 0, List.of(MainChain.transfer(0)))));
    final Bytes unknownLeaf =
        BatchCodec.encode(List.of(new BatchBlock(FakeL1.GENESIS_TIMESTAMP, 2, List.of())));
    l1.sequence(MainChain.COINBASE, Bytes.of(0x0c, 1), Bytes.EMPTY, unknownLeaf, good);
    follower.run();
    assertThat(follower.content().batches())
        .extracting("firstBlock", "lastBlock")
        .containsExactly(tuple(1L, 0L), tuple(1L, 0L), tuple(1L, 0L), tuple(1L, 1L));
    assertThat(follower.content().batches().getFirst().stateRoot())
        .isEqualTo(followerEngine.block(0).orElseThrow().stateRoot());
  }

  @Test
  void aBlockLaterThanTheSequencesLimitMakesTheBatchMalformed() {
    main.block(1);
    l1.sequence(MainChain.COINBASE, FakeL1.GENESIS_TIMESTAMP - 1, l1.l1InfoRoot(), main.close());
    follower.run();
    assertThat(follower.content().batches()).extracting("lastBlock").containsExactly(0L);
  }

  @Test
  void aFollowerThatDiffersUnwindsToTheLastCommonBlock() {
    threeBatches();
    // The follower was given the first four blocks, then others.
    followTrusted(4);
    for (int i = 0; i < 3; i++) {
      final L2Block block =
          MainChain.extend(
              followerEngine,
              followerEngine.head(),
              5,
              0,
              Bytes32.ZERO,
              List.of(MainChain.transfer(4 + i)));
      followerStore.update(
          tx -> tx.blocks().insert(new BlockInfo(block.number(), block.hash(), 0, 5, 0, 1)));
    }
    follower.run();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(follower.content().blocks()).isEqualTo(mainNode.content().blocks());
    assertThat(follower.events()).containsOnlyOnce("TRUSTED_REORG");
  }

  @Test
  void trustedBlocksThatEqualL1StayAndGetTheirBatch() {
    threeBatches();
    followTrusted(6);
    final L2Block head = followerEngine.head();
    follower.run();
    assertThat(followerEngine.head()).isEqualTo(head);
    assertThat(follower.events()).isEmpty();
    assertThat(follower.content().blocks()).isEqualTo(mainNode.content().blocks());
  }

  private void followTrusted(final long lastBlock) {
    for (long n = 1; n <= lastBlock; n++) {
      final L2Block block = main.engine.block(n).orElseThrow();
      final BlockInfo row =
          mainNode.store.read(tx -> tx.blocks().find(block.number())).orElseThrow();
      MainChain.extend(
          followerEngine,
          followerEngine.head(),
          block.timestamp() - followerEngine.head().timestamp(),
          row.l1InfoTreeIndex(),
          row.l1InfoTreeIndex() == 0
              ? Bytes32.ZERO
              : mainNode.content().leaves().getFirst().l1InfoRoot(),
          block.transactions());
      followerStore.update(tx -> tx.blocks().insert(BatchRows.withBatch(row, 0)));
    }
  }

  @Test
  void anL1ReorgThatChangesALeafRebuildsTheBlocksThatNameIt() {
    threeBatches();
    final List<Bytes> data =
        mainNode.content().batches().stream().map(batch -> batch.batchL2Data()).toList();
    follower.run();
    final L2Block before = followerEngine.head();
    l1.reorg(4);
    l1.updateExitRoot(ROOT_B, ROOT_B);
    l1.sequence(MainChain.COINBASE, data.get(0), data.get(1));
    l1.sequence(MainChain.COINBASE, data.get(2));
    l1.mine(3);
    follower.run();

    final FakeEngine freshEngine = MainChain.genesis();
    final StateStore freshStore = emptyStore();
    final SyncNode fresh = new SyncNode(l1, freshEngine, freshStore, NodeKind.EXTERNAL);
    fresh.run();
    assertThat(followerEngine.head()).isEqualTo(freshEngine.head()).isNotEqualTo(before);
    assertThat(follower.content()).isEqualTo(fresh.content());
    assertThat(followerEngine.block(2)).isEqualTo(main.engine.block(2));
    assertThat(followerEngine.block(3)).isNotEqualTo(main.engine.block(3));
  }

  @Test
  void anL1ReorgThatDropsABatchLeavesItsBlocksTrusted() {
    threeBatches();
    follower.run();
    l1.reorg(1);
    l1.mine(2);
    follower.run();
    assertThat(follower.content().batches()).hasSize(2);
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(follower.content().blocks()).extracting(BlockInfo::batchNumber).endsWith(2L, 0L, 0L);
    assertThat(followerEngine.safeNumber()).isEqualTo(4);
  }

  @Test
  void aVerifiedRootThatIsNotTheDerivedOneHalts() {
    threeBatches();
    l1.verify(3, ROOT_A);
    assertThatThrownBy(follower::run)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining(ROOT_A.toHexString());
  }

  @Test
  void itCanDieAtEveryChangeAndGoesOnAfterARestart() {
    threeBatches();
    follower.run();
    final SyncNode.Content expected = follower.content();
    int point = 0;
    boolean died = true;
    while (died) {
      final FakeEngine engine = MainChain.genesis();
      // A trusted block that L1 does not confirm, so that unwinding is on the path as well.
      MainChain.extend(engine, engine.head(), FakeL1.GENESIS_TIMESTAMP, 0, Bytes32.ZERO, List.of());
      final StateStore store = emptyStore();
      final CrashPoint crash = new CrashPoint(point);
      try {
        SyncNode.dyingAt(crash, l1, engine, store, NodeKind.EXTERNAL).run();
      } catch (final CrashPoint.Crash e) {
        assertThat(crash.isDead()).isTrue();
      }
      died = crash.isDead();
      final SyncNode restarted = new SyncNode(l1, engine, store, NodeKind.EXTERNAL);
      restarted.run();
      assertThat(restarted.content()).as("died at change %d", point).isEqualTo(expected);
      assertThat(engine.head()).isEqualTo(main.engine.head());
      point++;
    }
    assertThat(point).as("changes on the path").isGreaterThan(20);
  }
}
