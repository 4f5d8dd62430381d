/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.FakeEngine;

/** Whatever dies between two writes: nothing is lost, nothing is there twice. */
class SequencerCrashTest {
  private final SequencerFixture node = new SequencerFixture();

  enum Crash {
    BEFORE_INTENT,
    AFTER_INTENT,
    ENGINE_DONE_STATE_NOT,
    STATE_DONE_POOL_NOT,
    POOL_FAILS
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void arm(final Crash crash) {
    switch (crash) {
      case BEFORE_INTENT -> node.store.failWrite(1, false);
      case AFTER_INTENT -> node.store.failWrite(1, true);
      case ENGINE_DONE_STATE_NOT -> node.store.failWrite(2, false);
      case STATE_DONE_POOL_NOT -> node.store.failWrite(2, true);
      case POOL_FAILS -> node.pool.failToMark(true);
    }
  }

  @ParameterizedTest
  @EnumSource(Crash.class)
  void aStopAtAnyStepIsRepaired(final Crash crash) {
    final List<SignedTransaction> sent = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      node.addLeaf(round + 1);
      for (int i = 0; i < 3; i++) {
        sent.add(node.send(ALICE, sent.size()));
      }
      arm(crash);
      assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
      node.pool.failToMark(false);
      node.restart();
      node.tick();
      node.tick();
      node.assertConsistent();
    }
    node.tick();

    assertThat(node.transactionsInChain())
        .containsExactlyElementsOf(sent.stream().map(SignedTransaction::raw).toList());
    assertThat(sent).allMatch(transaction -> node.pool.status(transaction).equals("selected"));
    final long highest = node.store.read(tx -> tx.blocks().highestL1InfoTreeIndex());
    assertThat(highest).isEqualTo(4);
    assertThat(node.lastClosed().orElseThrow().number()).isGreaterThanOrEqualTo(1);
    // The batch data alone gives the same chain, so the indexes that were recovered are right.
    assertThat(new BatchChecker(node.engine, node.store, SequencerFixture.CHAIN).step())
        .isPositive();
  }

  @Test
  void aFailedStepIsRepairedWithoutARestartToo() {
    final SignedTransaction transaction = node.send(ALICE, 0);
    node.addLeaf(1);
    node.store.failWrite(2, false);
    assertThatThrownBy(node::step).isInstanceOf(TemporaryException.class);
    assertThat(node.engine.head().number()).isEqualTo(1);
    node.step();
    assertThat(node.row(1).l1InfoTreeIndex()).isEqualTo(1);
    assertThat(node.pool.status(transaction)).isEqualTo("selected");
    node.assertConsistent();
  }

  @Test
  void anEngineThatLostItsBlocksGetsThemBackWithTheSameHashes() {
    node.addLeaf(1);
    for (int nonce = 0; nonce < 8; nonce++) {
      node.send(ALICE, nonce);
      node.tick();
    }
    assertThat(node.lastClosed()).as("closed and open batch are concerned").isPresent();
    final L2Block head = node.engine.head();

    node.engine.unwindTo(head.number() - 2);
    node.restart();
    node.step();
    assertThat(node.engine.head()).isEqualTo(head);

    node.engine = SequencerFixture.newEngine();
    node.restart();
    node.step();
    assertThat(node.engine.head()).isEqualTo(head);
    node.assertConsistent();
  }

  @Test
  void lostBlocksWaitForALeafThatL1ReadAgainBrings() {
    node.addLeaf(1);
    for (int nonce = 0; nonce < 8; nonce++) {
      node.send(ALICE, nonce);
      node.tick();
    }
    final L2Block head = node.engine.head();
    node.store.update(tx -> tx.l1Blocks().deleteAbove(0));
    node.engine = SequencerFixture.newEngine();
    node.restart();
    assertThatThrownBy(node::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("leaf 1");

    node.addLeaf(1);
    node.step();
    assertThat(node.engine.head()).isEqualTo(head);
    node.assertConsistent();
  }

  @Test
  void whatWasInBlocksThatAreGoneForGoodGoesIntoNewOnes() {
    final SignedTransaction first = node.send(ALICE, 0);
    final SignedTransaction second = node.send(ALICE, 1);
    node.tick();
    assertThat(node.pool.status(second)).isEqualTo("selected");
    try (SequencerFixture rebuilt = new SequencerFixture(node.pool)) {
      // Engine and state DB are empty: the blocks had not reached L1.
      rebuilt.clock.advance(Duration.ofHours(1));
      rebuilt.tick();
      assertThat(rebuilt.transactionsInChain()).containsExactly(first.raw(), second.raw());
      assertThat(rebuilt.pool.status(second)).isEqualTo("selected");
    }
  }

  @Test
  void lostBlocksThatComeBackDifferentlyHalt() {
    node.send(ALICE, 0);
    node.tick();
    node.engine = SequencerFixture.newEngine();
    node.engine.divergeFrom(1);
    node.restart();
    assertThatThrownBy(node::step)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("another hash");
  }

  @Test
  void blocksThatAnOlderStateDbLacksGetIntoBatches() throws Exception {
    node.step();
    final L2Block head = node.engine.head();
    node.engine.extend(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            SequencerFixture.CHAIN.coinbase(),
            SequencerFixture.CHAIN.blockGasLimit(),
            0,
            Bytes32.ZERO),
        List.<Bytes>of(),
        Optional.empty());
    final L2Block unknown = node.engine.head();
    node.tick();
    assertThat(node.engine.block(unknown.number())).contains(unknown);
    assertThat(node.row(unknown.number()).hash()).isEqualTo(unknown.hash());
    node.assertConsistent();
  }

  @Test
  void anOlderStateDbFindsTheLeavesOfItsBlocksAndCutsBatchesWhereTheyAreFull() {
    node.addLeaf(1);
    for (int nonce = 0; nonce < 12; nonce++) {
      node.send(ALICE, nonce);
      node.tick();
    }
    final L2Block head = node.engine.head();
    node.forgetBlocks();
    node.restart();
    node.tick();
    assertThat(node.engine.block(head.number())).contains(head);
    node.assertConsistent();
    assertThat(new BatchChecker(node.engine, node.store, SequencerFixture.CHAIN).step())
        .isPositive();
  }

  @Test
  void aBlockWhoseLeafNobodyKnowsIsGivenUpAndItsTransactionsWait() throws Exception {
    node.step();
    final SignedTransaction transaction = node.send(ALICE, 0);
    final L2Block head = node.engine.head();
    node.engine.extend(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            SequencerFixture.CHAIN.coinbase(),
            SequencerFixture.CHAIN.blockGasLimit(),
            7,
            Bytes32.repeat((byte) 7)),
        List.of(transaction.raw()),
        Optional.empty());
    final L2Block unknown = node.engine.head();
    node.tick();
    node.tick();
    assertThat(node.engine.block(unknown.number())).isNotEqualTo(Optional.of(unknown));
    assertThat(node.transactionsInChain()).containsExactly(transaction.raw());
    node.assertConsistent();
  }

  @Test
  void anotherChainInTheEngineHalts() {
    node.step();
    final FakeEngine other = SequencerFixture.newEngine();
    final Bytes32 stored = node.engine.head().hash();
    node.engine = other;
    try (SequencerFixture stranger = new SequencerFixture()) {
      stranger.engine = other;
      stranger.restart();
      stranger.tick();
      stranger.send(ALICE, 0);
      stranger.tick();
    }
    node.restart();
    assertThatThrownBy(node::tick)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("not the one of the state DB")
        .hasMessageContaining(stored.toHexString());
  }
}
