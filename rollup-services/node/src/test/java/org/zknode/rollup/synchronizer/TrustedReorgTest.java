/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.node.PoolFollowsChain;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.testkit.CrashPoint;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MemoryTransactionPool;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** A main node whose own blocks are not what L1 has: it gives up what had not reached L1. */
class TrustedReorgTest extends TrustedReorgFixture {
  private static final Address SOMEBODY =
      Address.fromHex("0x000000000000000000000000000000000005e1f5");
  private static final Set<String> POOL_CHANGES =
      Set.of("add", "settle", "unselectAbove", "markSelected");
  private static final TestStore STORE = TestStore.open();
  private static final TestStore OTHER = TestStore.open();

  TrustedReorgTest() {
    super(STORE, OTHER);
  }

  @AfterAll
  static void close() {
    STORE.close();
    OTHER.close();
  }

  private void forcedSequence() {
    l1.forceBatch(BatchCodec.encodeForced(List.of(MainChain.transfer(7))));
    l1.sequenceForceBatches(SOMEBODY, 1);
  }

  @Test
  void aForcedSequenceMakesTheRunningMainNodeGiveUpWhatItDidNotSequence() throws Exception {
    final L2Block first = block(2);
    main.close();
    final L2Block open = block(1);
    forcedSequence();

    node.run();

    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(main.engine.head().coinbase()).isEqualTo(SOMEBODY);
    assertThat(first.transactions()).allMatch(raw -> status(raw).equals("pending"));
    assertThat(open.transactions()).allMatch(raw -> status(raw).equals("pending"));
    assertThat(event())
        .contains("batch 1 is on L1", "forced batch 1", "blocks 1 to 2", "3 transactions")
        .contains(SignedTransaction.decode(open.transactions().getFirst()).hash().toHexString());
    assertThat(node.content().batches()).hasSize(1);
    assertThat(node.derivation.isCaughtUp()).isTrue();
    assertThat(node.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void aSequencerThatReturnsWithOneUnsequencedBlockFollowsToo() throws Exception {
    block(0);
    main.close();
    forcedSequence();
    final SyncNode restarted = node(main.engine, store, pool);
    restarted.run();
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(restarted.derivation.isCaughtUp()).isTrue();
    assertThat(restarted.events()).contains("TRUSTED_REORG");
  }

  /**
   * The same forced batch, sequenced by somebody else: the data is the same, and without fees the
   * state is; the block is another, for its coinbase.
   */
  private SyncNode restartBesideASequencedForcedBatch() {
    final L1Event.ForceBatch forced = l1.forceBatch(BatchCodec.encodeForced(List.of()));
    main.forced(forced);
    main.block(1);
    main.close();
    l1.sequenceForceBatches(SOMEBODY, 1);
    return node(main.engine, store, pool);
  }

  private void assertFollowsL1(final SyncNode restarted) {
    restarted.run();
    assertThat(main.engine.block(1)).isEqualTo(fromL1().block(1));
    assertThat(main.engine.head().coinbase()).isEqualTo(SOMEBODY);
    assertThat(restarted.content().blocks())
        .extracting(BlockInfo::hash)
        .containsExactly(main.engine.head().hash());
    assertThat(restarted.derivation.isCaughtUp()).isTrue();
    assertThat(restarted.events()).contains("TRUSTED_REORG");
  }

  @Test
  void aForcedBatchThatSomebodyElseSequencedIsNotTheOwnOneThoughItsDataIs() {
    assertFollowsL1(restartBesideASequencedForcedBatch());
  }

  @Test
  void norWhenItsVerifiedStateIsTheSame() {
    final SyncNode restarted = restartBesideASequencedForcedBatch();
    l1.verify(1, fromL1().head().stateRoot());
    assertFollowsL1(restarted);
  }

  @Test
  void norWhenTheEngineHasLostItsBlock() {
    final SyncNode restarted = restartBesideASequencedForcedBatch();
    main.engine.unwindTo(0);
    assertFollowsL1(restarted);
  }

  @Test
  void theVerifiedRootOfAForeignBatchIsNotComparedWithTheBatchThatWasHere() throws Exception {
    block(1);
    main.close();
    forcedSequence();
    l1.verify(1, fromL1().head().stateRoot());
    node.run();
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(main.engine.finalizedNumber()).isEqualTo(1);
    final SyncNode restarted = node(main.engine, store, pool);
    restarted.run();
    assertThat(restarted.content()).isEqualTo(node.content());
  }

  @Test
  void transactionsThatThePoolNoLongerHasAreStoredAgain() throws Exception {
    final L2Block block = block(2);
    main.close();
    forcedSequence();
    pool = new MemoryTransactionPool(MutableClock.create());
    node(main.engine, store, pool).run();
    assertThat(block.transactions()).allMatch(raw -> status(raw).equals("pending"));
    assertThat(pool.candidates()).extracting("nonce").containsExactly(0L, 1L);
  }

  @Test
  void aPoolThatFailsAfterTheBlocksAreGoneIsAskedAgain() throws Exception {
    final L2Block block = block(1);
    main.close();
    forcedSequence();
    final boolean[] fails = {true};
    final SyncNode failing =
        new SyncNode(
            l1,
            main.engine,
            store,
            NodeKind.MAIN,
            new ChainListener() {
              @Override
              public void adopted(final List<L2Block> blocks) {
                new PoolFollowsChain(pool).adopted(blocks);
              }

              @Override
              public void givenUp(final long above) {
                if (fails[0]) {
                  throw new TemporaryException("the pool DB is gone");
                }
                pool.unselectAbove(above);
              }
            });
    assertThatThrownBy(failing::run).isInstanceOf(TemporaryException.class);
    assertThat(failing.derivation.isCaughtUp()).as("nothing is built meanwhile").isFalse();
    fails[0] = false;
    failing.run();
    assertThat(block.transactions()).allMatch(raw -> status(raw).equals("pending"));
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
  }

  @Test
  void itCanDieAtEveryStepOfGivingUp() throws Exception {
    int point = 0;
    boolean died = true;
    while (died) {
      final StateStore db = OTHER.emptied();
      final MainChain chain = new MainChain(db);
      final MemoryTransactionPool transactions = new MemoryTransactionPool(MutableClock.create());
      final L2Block block = chain.block(3);
      chain.close();
      chain.block(1);
      for (final Bytes raw : block.transactions().subList(0, 2)) {
        transactions.add(SignedTransaction.decode(raw));
      }
      transactions.markSelected(
          block.transactions().stream().map(raw -> SignedTransaction.decode(raw).hash()).toList(),
          1);
      if (point == 0) {
        forcedSequence();
      }
      final CrashPoint crash = new CrashPoint(point);
      final TransactionPool dying = crash.wrap(TransactionPool.class, transactions, POOL_CHANGES);
      try {
        SyncNode.dyingAt(crash, l1, chain.engine, db, NodeKind.MAIN, new PoolFollowsChain(dying))
            .run();
      } catch (final CrashPoint.Crash e) {
        assertThat(crash.isDead()).isTrue();
      }
      died = crash.isDead();
      node(chain.engine, db, transactions).run();
      // What the sequencer does before its first block.
      transactions.unselectAbove(chain.engine.head().number());
      assertThat(chain.engine.head().coinbase()).as("died at change %d", point).isEqualTo(SOMEBODY);
      assertThat(chain.engine.head().number()).isEqualTo(1);
      assertThat(transactions.candidates())
          .as("died at change %d", point)
          .extracting("nonce")
          .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
      assertThat(db.<Long>read(tx -> tx.blocks().last().orElseThrow().number())).isEqualTo(1);
      assertThat(db.<List<Batch>>read(tx -> tx.batches().closedFrom(1, 9))).hasSize(1);
      point++;
    }
    assertThat(point).as("changes on the path").isGreaterThan(20);
  }

  private Bytes foreign(final long delta) {
    return BatchCodec.encode(List.of(new BatchBlock(delta, 0, List.of())));
  }

  @Test
  void whatTheContractAcceptedIsFollowedAndTheThirdSequenceOfAnotherProcessHalts()
      throws Exception {
    block(1);
    main.close();
    l1.sequence(MainChain.COINBASE, foreign(FakeL1.GENESIS_TIMESTAMP + 1));
    node.run();
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(node.status.snapshot().reasons())
        .extracting("key")
        .containsExactly(ForeignSequences.DEGRADED_KEY);
    l1.sequence(MainChain.COINBASE, foreign(3));
    node.run();
    l1.sequence(MainChain.COINBASE, foreign(4));
    assertThatThrownBy(node::run)
        .isInstanceOfSatisfying(
            CriticalException.class,
            e -> {
              assertThat(e.halt().code()).isEqualTo(HaltCode.TRUSTED_REORG);
              assertThat(e.halt().reason()).contains("another process sequences with this node's");
              assertThat(e.halt().evidence()).contains("batch 3");
            });
  }

  @Test
  void sequencesFarApartDoNotHaltAndTheReasonGoesAway() {
    for (int i = 1; i <= 5; i++) {
      l1.sequence(MainChain.COINBASE, foreign(i == 1 ? FakeL1.GENESIS_TIMESTAMP : 2));
      node.run();
      node.clock.advance(Duration.ofMinutes(61));
    }
    node.run();
    assertThat(node.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void sequencesOfAnotherTrustedSequencerAreFollowedWithoutEnd() {
    node.keyIsSequencer = false;
    for (int i = 1; i <= 5; i++) {
      l1.sequence(MainChain.COINBASE, foreign(i == 1 ? FakeL1.GENESIS_TIMESTAMP : 2));
      node.run();
    }
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(node.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void batchesWithOtherBoundsKeepTheirBlocks() throws Exception {
    block(1);
    final Bytes shorter =
        BatchCodec.encode(
            List.of(
                new BatchBlock(FakeL1.GENESIS_TIMESTAMP, 0, main.engine.head().transactions())));
    final L2Block second = block(1);
    main.close();
    final BlockSlice slice = new BlockSlice(3, 0, List.of(Bytes.of(1)));
    store.update(
        tx -> {
          tx.blockIntents().put(new BlockIntent(3, second.hash(), second.timestamp() + 1, 9, 0));
          tx.blockSlices().insert(slice);
        });
    l1.sequence(MainChain.COINBASE, shorter);
    node.run();
    assertThat(store.<List<BlockSlice>>read(tx -> tx.blockSlices().of(3)))
        .as("what was preconfirmed after them")
        .containsExactly(slice);
    assertThat(store.read(tx -> tx.blockIntents().find(3)).orElseThrow().timestamp())
        .isEqualTo(second.timestamp() + 1);
    assertThat(main.engine.head()).isEqualTo(second);
    assertThat(second.transactions()).allMatch(raw -> status(raw).equals("selected"));
    assertThat(store.<Optional<Batch>>read(tx -> tx.batches().last()).orElseThrow().lastBlock())
        .isEqualTo(1);
    assertThat(store.<Optional<BlockInfo>>read(tx -> tx.blocks().find(2))).isEmpty();
    assertThat(store.read(tx -> tx.blockIntents().find(2)).orElseThrow().batchNumber())
        .isEqualTo(2);
  }

  @Test
  void anL1ReorgThatTakesTheForcedSequenceGivesItsBlockUp() throws Exception {
    l1.forceBatch(BatchCodec.encodeForced(List.of()));
    node.run();
    l1.mine(1);
    l1.sequenceForceBatches(SOMEBODY, 1);
    node.run();
    assertThat(main.engine.head().number()).isEqualTo(1);
    l1.reorg(1);
    l1.mine(2);
    node.run();
    assertThat(main.engine.head().number()).isZero();
    assertThat(store.<Long>read(tx -> tx.batches().lastForced())).as("in the queue again").isZero();
    assertThat(event()).contains("L1 lost the sequence of somebody else");
    assertThat(node.derivation.isCaughtUp()).isTrue();
  }

  @Test
  void theSameForcedSequenceIsComparedAgainWhenL1LostItInBetween() {
    final L1Event.ForceBatch forced = l1.forceBatch(BatchCodec.encodeForced(List.of()));
    node.run();
    l1.mine(1);
    l1.sequenceForceBatches(SOMEBODY, 1);
    node.run();
    l1.reorg(1);
    l1.mine(2);
    node.run();
    assertThat(main.engine.head().number()).isZero();
    main.forced(forced);

    l1.sequenceForceBatches(SOMEBODY, 1);
    node.run();

    assertThat(main.engine.head()).isEqualTo(fromL1().head());
    assertThat(main.engine.head().coinbase()).isEqualTo(SOMEBODY);
  }

  @Test
  void batchesOnL1sNewestHeadAreWaitedFor() {
    l1.createWithInitialBatch(SOMEBODY, BatchCodec.encodeForced(List.of()));
    l1.mine(3);
    // Its own head is the one before, as with `safe`.
    final StateStore db = OTHER.emptied();
    final SyncNode fresh = node(MainChain.genesis(), db, pool);
    l1.lagBehind(4);
    fresh.runL1();
    l1.lagBehind(0);
    fresh.derivation.step();
    assertThat(fresh.derivation.isCaughtUp()).isFalse();
    assertThat(fresh.status.snapshot().reasons())
        .anySatisfy(
            reason -> {
              assertThat(reason.key()).isEqualTo(L1Lead.DEGRADED_KEY);
              assertThat(reason.text()).contains("batches up to 1", "up to 0");
            });
    fresh.run();
    assertThat(fresh.derivation.isCaughtUp()).isTrue();
    assertThat(fresh.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void aStateDbOfYesterdayCatchesUpFromL1AndTheEngine() throws Exception {
    block(1);
    final Bytes one = main.close();
    block(2);
    final Bytes two = main.close();
    final L2Block three = block(1);
    final Bytes rest = main.close();
    block(1);
    l1.sequence(MainChain.COINBASE, one);
    l1.verify(1, main.engine.block(1).orElseThrow().stateRoot());
    l1.sequence(MainChain.COINBASE, two, rest);
    l1.verify(3, three.stateRoot());
    // Yesterday there was batch 1 only.
    final StateStore yesterday = OTHER.emptied();
    final L2Block head = main.engine.head();
    final MainChain old = new MainChain(yesterday);
    old.block(1);
    old.close();
    final SyncNode restored = node(main.engine, yesterday, pool);
    restored.run();
    assertThat(restored.derivation.isCaughtUp()).isTrue();
    assertThat(main.engine.head()).as("no block is given up").isEqualTo(head);
    assertThat(restored.content().batches()).hasSize(3);
    assertThat(restored.content().blocks()).hasSize(3);
    assertThat(restored.events()).doesNotContain("TRUSTED_REORG");
  }

  @Test
  void rowsOfBlocksThatWereGivenUpSinceTheBackupAreReplaced() throws Exception {
    final L2Block block = block(1);
    l1.sequence(MainChain.COINBASE, main.close());
    final StateStore yesterday = OTHER.emptied();
    final MainChain old = new MainChain(yesterday);
    old.block(0);
    final SyncNode restored = node(main.engine, yesterday, pool);
    restored.run();
    assertThat(main.engine.head()).isEqualTo(block);
    assertThat(restored.content().blocks())
        .extracting(BlockInfo::hash)
        .containsExactly(block.hash());
  }

  @Test
  void anOldWorldStateIsNotNeededToCompareOwnBlocks() throws Exception {
    block(1);
    l1.sequence(MainChain.COINBASE, main.close());
    final ExecutionEngine pruned =
        (ExecutionEngine)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionEngine.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("reExecute")) {
                    throw new EngineException("no such world state");
                  }
                  return method.invoke(main.engine, arguments);
                });
    final SyncNode restored = node(pruned, OTHER.emptied(), pool);
    restored.run();
    assertThat(restored.derivation.isCaughtUp()).isTrue();
    assertThat(restored.content().batches()).hasSize(1);
  }
}
