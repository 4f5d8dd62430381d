/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;

/** A main node compares its own batches with L1's, and takes from there what it lacks. */
class MainNodeDerivationTest extends DerivationKit {
  @Test
  void theMainNodeFindsItsOwnBatchesAndPublishesTheirBlocks() {
    threeBatches();
    main.block(1);
    mainNode.run();
    assertThat(main.engine.safeNumber()).isEqualTo(6);
    assertThat(main.engine.finalizedNumber()).isEqualTo(3);
    assertThat(main.engine.head().number()).isEqualTo(7);
    assertThat(mainNode.content().batches())
        .extracting("closingReason")
        .doesNotContain(Optional.of("Sync L1: sequenced"));
  }

  @Test
  void theMainNodeFollowsWhenL1HasAnotherBatch() {
    main.block(1);
    main.close();
    l1.sequence(
        MainChain.COINBASE,
        BatchCodec.encode(List.of(new BatchBlock(FakeL1.GENESIS_TIMESTAMP, 0, List.of()))));
    mainNode.run();
    follower.run();
    assertThat(main.engine.head()).isEqualTo(followerEngine.head());
    assertThat(mainNode.events()).containsOnlyOnce("TRUSTED_REORG");
  }

  @Test
  void theMainNodeFollowsABatchThatItDidNotClose() {
    l1.sequence(MainChain.COINBASE, Bytes.EMPTY);
    mainNode.run();
    assertThat(mainNode.content().batches()).hasSize(1);
    assertThat(mainNode.derivation.isCaughtUp()).isTrue();
  }

  @Test
  void aMainNodeThatLostItsDatabaseTakesItsBatchesFromL1() {
    threeBatches();
    main.block(1);
    final StateStore empty = emptyStore();
    final SyncNode restarted = new SyncNode(l1, main.engine, empty, NodeKind.MAIN);
    assertThat(restarted.derivation.isCaughtUp()).isFalse();
    restarted.run();
    assertThat(restarted.derivation.isCaughtUp()).isTrue();
    assertThat(main.engine.head().number()).isEqualTo(7);
    assertThat(restarted.content().blocks()).isEqualTo(mainNode.content().blocks().subList(0, 6));
  }

  @Test
  void blocksTakenFromL1AreToldBeforeTheirRowsAreWritten() {
    threeBatches();
    final StateStore empty = emptyStore();
    final List<Long> told = new ArrayList<>();
    final SyncNode rebuilt =
        new SyncNode(
            l1,
            MainChain.genesis(),
            empty,
            NodeKind.MAIN,
            blocks -> {
              blocks.forEach(block -> told.add(block.number()));
              final Optional<BlockInfo> row =
                  empty.read(tx -> tx.blocks().find(blocks.getFirst().number()));
              assertThat(row).isEmpty();
            });
    rebuilt.run();
    assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    rebuilt.run();
    assertThat(told).as("its own from now on").hasSize(6);

    told.clear();
    new SyncNode(
            l1,
            main.engine,
            mainStore,
            NodeKind.MAIN,
            blocks -> blocks.forEach(block -> told.add(block.number())))
        .run();
    assertThat(told).as("a main node's own batches").isEmpty();
  }

  @Test
  void aMainNodeWhoseEngineLostItsBlocksGetsVirtualOnesBack() {
    threeBatches();
    mainNode.run();
    final FakeEngine empty = MainChain.genesis();
    final SyncNode restarted = new SyncNode(l1, empty, mainStore, NodeKind.MAIN);
    restarted.run();
    assertThat(empty.head()).isEqualTo(main.engine.head());
    assertThat(restarted.content()).isEqualTo(mainNode.content());
  }

  @Test
  void aMainNodeWhoseEngineComputesOtherRootsThanBeforeHalts() {
    threeBatches();
    mainNode.run();
    final FakeEngine faulty = MainChain.genesis();
    faulty.divergeFrom(2);
    assertThatThrownBy(new SyncNode(l1, faulty, mainStore, NodeKind.MAIN)::run)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("batch 1");
  }
}
