/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MemoryStateStore;

class ReplayedOriginsTest {
  private final FakeEngine engine = MainChain.genesis();
  private final FakeEngine main = MainChain.genesis();
  private final StateStore store = new MemoryStateStore().session();
  private final ReplayedOrigins origins = new ReplayedOrigins(engine, store);

  @BeforeEach
  void l1() {
    store.update(tx -> tx.l1Blocks().insert(new L1BlockRef(1, Bytes32.ZERO, Bytes32.ZERO, 1)));
    // One second after the genesis block is what a forced batch of second 1 gives.
    add();
    engineAdd();
  }

  private void add() {
    MainChain.extend(main, main.head(), 100, 0, Bytes32.ZERO, List.of());
  }

  private void engineAdd() {
    MainChain.extend(engine, engine.head(), 100, 0, Bytes32.ZERO, List.of());
  }

  private static List<Bytes> transfers(final long... nonces) {
    final List<Bytes> all = new ArrayList<>();
    for (final long nonce : nonces) {
      all.add(MainChain.transfer(nonce));
    }
    return all;
  }

  private void forced(final long number, final List<Bytes> transactions) {
    store.update(
        tx ->
            tx.forcedBatches()
                .insert(
                    new ForcedBatch(
                        new ForcedInput(number, Bytes32.ZERO, 1, Bytes32.ZERO),
                        1,
                        Bytes32.ZERO,
                        Address.ZERO,
                        BatchCodec.encodeForced(transactions))));
  }

  /** The main node's next block, made of these transactions, which is replayed here. */
  private ReplayBlock built(final long delta, final List<Bytes> transactions) {
    final L2Block parent = main.head();
    final L2Block block = MainChain.extend(main, parent, delta, 0, Bytes32.ZERO, transactions);
    return new ReplayBlock(
        new BlockAttributes(
            block.number(),
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            0,
            Bytes32.ZERO),
        parent.timestamp(),
        block.transactions(),
        block.hash(),
        BigInteger.ONE);
  }

  private void take(final ReplayBlock block) {
    MainChain.extend(
        engine,
        engine.head(),
        block.attributes().timestamp() - engine.head().timestamp(),
        0,
        Bytes32.ZERO,
        block.transactions());
  }

  private List<BlockOrigin> origins(final ReplayBlock block) {
    final List<BlockOrigin> found = origins.of(block, engine.head());
    take(block);
    return found;
  }

  @Test
  void whatGivesTheBlockIsItsOrigin() {
    forced(1, transfers(5, 0, 9));
    final ReplayBlock block = built(1, transfers(5, 0, 9));
    assertThat(origins(block)).containsExactly(BlockOrigin.of(block.hash(), transfers(5, 0, 9)));
    assertThat(engine.executedAgain()).isEqualTo(1);
  }

  @Test
  void whatDoesNotLookLikeItIsNotExecuted() {
    forced(1, transfers(0, 9));
    assertThat(origins(built(1, transfers(0)))).hasSize(1);
    assertThat(origins(built(2, List.of()))).as("another timestamp").isEmpty();
    assertThat(origins(built(1, transfers(1)))).as("a transaction of others").isEmpty();
    assertThat(engine.executedAgain()).isEqualTo(1);
  }

  @Test
  void aBlockThatLacksWhatCanBeAppliedHasNoOrigin() {
    forced(1, transfers(0, 9));
    assertThat(origins(built(1, List.of()))).isEmpty();
    assertThat(engine.executedAgain()).isEqualTo(1);
  }

  @Test
  void ofMoreThanAFewThatWaitEachIsFoundInItsTurn() {
    final int all = 2 * ReplayedOrigins.MAX_EXECUTED;
    for (int i = 1; i <= all; i++) {
      forced(i, transfers(100 + i));
    }
    for (int i = 1; i <= all; i++) {
      final ReplayBlock block = built(1, List.of());
      final int before = engine.executedAgain();
      assertThat(origins(block)).contains(BlockOrigin.of(block.hash(), transfers(100 + i)));
      assertThat(engine.executedAgain() - before).isLessThanOrEqualTo(ReplayedOrigins.MAX_EXECUTED);
    }
    // The main node takes all of it back and builds other blocks.
    engine.unwindTo(1);
    main.unwindTo(1);
    final ReplayBlock again = built(1, List.of());
    assertThat(origins(again)).contains(BlockOrigin.of(again.hash(), transfers(101)));
  }
}
