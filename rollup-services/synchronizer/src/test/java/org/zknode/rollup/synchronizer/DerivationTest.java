/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

class DerivationTest {
  private static final Bytes32 ROOT_A = Bytes32.repeat((byte) 0xa);
  private static final Bytes32 ROOT_B = Bytes32.repeat((byte) 0xb);

  private static final TestStore MAIN = TestStore.open();
  private static final TestStore FOLLOWER = TestStore.open();
  private static final TestStore OTHER = TestStore.open();

  private final FakeL1 l1 = new FakeL1();
  private final StateStore mainStore = MAIN.emptied();
  private final StateStore followerStore = FOLLOWER.emptied();
  private final MainChain main = new MainChain(mainStore);
  private final FakeEngine followerEngine = MainChain.genesis();
  private SyncNode mainNode;
  private SyncNode follower;

  @BeforeEach
  void start() {
    mainNode = new SyncNode(l1, main.engine, mainStore, NodeKind.MAIN);
    follower = new SyncNode(l1, followerEngine, followerStore, NodeKind.EXTERNAL);
    l1.updateExitRoot(ROOT_A, ROOT_B);
    mainNode.run();
  }

  @AfterAll
  static void close() {
    MAIN.close();
    FOLLOWER.close();
    OTHER.close();
  }

  /** Three batches in two sequences, the first verified. */
  private void threeBatches() {
    main.block(2);
    main.block(0);
    main.block(1, 1);
    final Bytes one = main.close();
    final Bytes32 rootOfOne = main.engine.head().stateRoot();
    main.block(1);
    final Bytes two = main.close();
    main.block(0);
    main.block(3);
    final Bytes three = main.close();
    l1.sequence(MainChain.COINBASE, one, two);
    l1.verify(1, rootOfOne);
    l1.sequence(MainChain.COINBASE, three);
  }

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
  void batchesThatTakeLongLeaveTheThreadToL1InBetween() {
    threeBatches();
    follower.runL1();
    final MutableClock clock = MutableClock.create();
    final ExecutionEngine slow =
        new ForwardingEngine(followerEngine) {
          @Override
          public BlockResult extend(
              final BlockAttributes attributes,
              final List<Bytes> transactions,
              final Optional<Bytes32> expected)
              throws BlockMismatchException {
            clock.advance(Derivation.MAX_STEP);
            return super.extend(attributes, transactions, expected);
          }
        };
    final Derivation derivation =
        new Derivation(
            slow,
            followerStore,
            follower.writer,
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            clock);
    assertThat(derivation.step()).isTrue();
    assertThat(followerEngine.head().number()).as("of one batch").isEqualTo(3);
    assertThat(followerEngine.safeNumber()).isEqualTo(3);
    assertThat(derivation.isCaughtUp()).isFalse();
    assertThat(derivation.step()).isTrue();
    assertThat(followerEngine.head().number()).isEqualTo(4);
    assertThat(derivation.step()).isFalse();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(derivation.isCaughtUp()).isTrue();
  }

  /** Each block once, before the one before it is executed, where that is known. */
  @Test
  void theEngineHearsOfBlocksBeforeTheirTurn() {
    threeBatches();
    follower.runL1();
    final List<String> heard = new ArrayList<>();
    final ExecutionEngine listening =
        new ForwardingEngine(followerEngine) {
          @Override
          public void prepare(final List<Bytes> transactions) {
            heard.add("prepare " + transactions.size());
          }

          @Override
          public BlockResult extend(
              final BlockAttributes attributes,
              final List<Bytes> transactions,
              final Optional<Bytes32> expected)
              throws BlockMismatchException {
            heard.add("extend " + transactions.size());
            return super.extend(attributes, transactions, expected);
          }
        };
    final Derivation derivation =
        new Derivation(
            listening,
            followerStore,
            follower.writer,
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            MutableClock.create());
    derivation.step();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(heard.subList(0, 7))
        .as("the first batch's blocks and that of the second batch")
        .containsExactly(
            "prepare 2", "prepare 0", "prepare 1", "prepare 1", "extend 2", "extend 0", "extend 1");
    assertThat(heard.subList(heard.size() - 2, heard.size()))
        .containsExactly("extend 0", "extend 3");
    heard.clear();
    follower.l1Sync.step();
    derivation.step();
    assertThat(heard).as("what is here is not built again").isEmpty();
  }

  /** What it says is read at once, and its rows are written at once. */
  @Test
  void aBatchMoreIsTwoTransactionsOfTheStateDbMore() {
    final AtomicInteger transactions = new AtomicInteger();
    final StateStore counted =
        (StateStore)
            Proxy.newProxyInstance(
                StateStore.class.getClassLoader(),
                new Class<?>[] {StateStore.class},
                (proxy, method, arguments) -> {
                  if (List.of("read", "update").contains(method.getName())) {
                    transactions.incrementAndGet();
                  }
                  return method.invoke(followerStore, arguments);
                });
    final Derivation derivation =
        new Derivation(
            followerEngine,
            counted,
            new ChainWriter(followerEngine, counted),
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            MutableClock.create());
    main.block(1);
    main.block(1);
    l1.sequence(MainChain.COINBASE, main.close());
    follower.runL1();
    derivation.step();
    main.block(1, 1);
    main.block(2);
    l1.sequence(MainChain.COINBASE, main.close());
    follower.runL1();
    transactions.set(0);
    derivation.step();
    final int ofOne = transactions.getAndSet(0);
    main.block(1, 1);
    main.block(2, 1);
    final Bytes third = main.close();
    main.block(0);
    l1.sequence(MainChain.COINBASE, third, main.close());
    follower.runL1();
    transactions.set(0);
    derivation.step();
    assertThat(transactions.get() - ofOne).isEqualTo(2);
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
  }

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
        .doesNotContain(java.util.Optional.of("Sync L1: sequenced"));
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
    final StateStore freshStore = OTHER.emptied();
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
    final StateStore empty = OTHER.emptied();
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
    final StateStore empty = OTHER.emptied();
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
      final StateStore store = OTHER.emptied();
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
