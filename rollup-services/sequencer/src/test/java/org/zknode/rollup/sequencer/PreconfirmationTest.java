/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** Blocks that are built in slices; the block time is a second, a slice every 100 ms. */
class PreconfirmationTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final SequencerFixture node = new SequencerFixture();

  @BeforeEach
  void inSlices() {
    node.configure(
        SequencerFixture.config(120_000, 8, Duration.ofSeconds(12)).preconfirming(INTERVAL));
  }

  @AfterEach
  void close() {
    node.close();
  }

  /** So much time passes, and the sequencer acts as often as it does. */
  private void pass(final Duration time) {
    final long end = node.clock.millis() + time.toMillis();
    while (node.clock.millis() < end) {
      node.clock.advance(Duration.ofMillis(50));
      node.poolChanged();
      node.step();
    }
  }

  private void send(final SignedTransaction ignored) {
    node.poolChanged();
    node.step();
  }

  private List<Bytes> told() {
    return node.slices.stream()
        .flatMap(slice -> slice.transactions().stream())
        .map(Included::transaction)
        .map(transaction -> transaction.raw())
        .toList();
  }

  /** What was told is in the blocks that it named, at its index. */
  private void assertKept() {
    for (final Slice slice : node.slices) {
      final L2Block block = node.engine.block(slice.block().number()).orElseThrow();
      assertThat(block.parentHash()).isEqualTo(slice.block().parentHash());
      assertThat(block.timestamp()).isEqualTo(slice.block().timestamp());
      if (block.number() > 1) {
        // The first block of this engine has the base fee of its genesis block.
        assertThat(block.baseFee()).isEqualTo(slice.baseFee());
      }
      for (int i = 0; i < slice.transactions().size(); i++) {
        assertThat(block.transactions().get(slice.firstTransaction() + i))
            .isEqualTo(slice.transactions().get(i).transaction().raw());
      }
    }
  }

  private List<BlockSlice> stored(final long block) {
    return node.store.read(tx -> tx.blockSlices().of(block));
  }

  @Test
  void transactionsAreToldAsTheyComeAndTheBlockIsBuiltWhenItsSecondIsOver() {
    final L2Block parent = node.engine.head();
    final SignedTransaction first = node.send(ALICE, 0);
    node.step();
    assertThat(node.engine.head()).isEqualTo(parent);
    assertThat(told()).containsExactly(first.raw());
    assertThat(stored(1)).containsExactly(new BlockSlice(1, 0, List.of(first.raw())));
    final long timestamp = node.slices.getFirst().block().timestamp();

    final SignedTransaction second = node.send(ALICE, 1);
    final SignedTransaction third = node.send(BOB, 0);
    send(second);
    assertThat(told()).as("before the interval is over").hasSize(1);
    pass(INTERVAL);
    assertThat(told()).containsExactlyInAnyOrder(first.raw(), second.raw(), third.raw());
    assertThat(node.slices.getLast().index()).isEqualTo(1);
    assertThat(node.slices.getLast().firstTransaction()).isEqualTo(1);
    assertThat(node.slices.getLast().gasBefore()).isEqualTo(21_000);

    pass(Duration.ofSeconds(1));
    assertThat(node.engine.head().number()).isEqualTo(1);
    assertThat(node.engine.head().timestamp()).isEqualTo(timestamp);
    assertThat(node.engine.head().transactions()).isEqualTo(told());
    assertThat(node.heard).containsExactly(node.engine.head());
    assertThat(stored(1)).isEmpty();
    assertThat(node.store.<Optional<BlockIntent>>read(tx -> tx.blockIntents().find(1))).isEmpty();
    assertThat(node.pool.status(first)).isEqualTo("selected");
    assertThat(node.pool.status(third)).isEqualTo("selected");
    assertKept();
    node.assertConsistent();
  }

  @Test
  void blocksStayOneASecondAndTimestampsRise() {
    node.configure(
        SequencerFixture.config(120_000, 100, Duration.ofSeconds(12)).preconfirming(INTERVAL));
    for (int i = 0; i < 60; i++) {
      send(node.send(ALICE, i));
      pass(Duration.ofMillis(50));
    }
    pass(Duration.ofSeconds(2));
    final long blocks = node.engine.head().number();
    assertThat(blocks).isBetween(4L, 6L);
    for (long number = 2; number <= blocks; number++) {
      assertThat(node.engine.block(number).orElseThrow().timestamp())
          .isGreaterThan(node.engine.block(number - 1).orElseThrow().timestamp());
    }
    assertThat(node.transactionsInChain()).hasSize(60);
    assertThat(told()).isEqualTo(node.transactionsInChain());
    assertKept();
    node.assertConsistent();
  }

  /** It is not told before it is durable, and stays where it was told whatever fails when. */
  @Test
  void whatWasToldIsKeptWhicheverWriteFails() {
    long nonce = 0;
    for (int write = 1; write <= 6; write++) {
      for (final boolean committed : new boolean[] {false, true}) {
        node.store.failWrite(write, committed);
        for (int i = 0; i < 3; i++) {
          node.send(ALICE, nonce++);
          attempt();
          node.clock.advance(INTERVAL);
          attempt();
        }
        for (int i = 0; i < 40; i++) {
          node.clock.advance(INTERVAL);
          attempt();
        }
        node.store.failWrite(Integer.MAX_VALUE, false);
        assertThat(node.transactionsInChain()).as("write %d", write).hasSize((int) nonce);
        assertKept();
        node.assertConsistent();
      }
    }
  }

  private void attempt() {
    try {
      node.poolChanged();
      node.step();
    } catch (final TemporaryException e) {
      assertThat(e).hasMessageStartingWith("write failed");
    }
  }

  /** Of another machine: its engine knows nothing of the open block. */
  @Test
  void whoTakesOverBuildsTheSameBlockFirst() {
    final SignedTransaction first = node.send(ALICE, 0);
    node.step();
    final SignedTransaction second = node.send(BOB, 0);
    pass(INTERVAL);
    assertThat(told()).containsExactly(first.raw(), second.raw());
    // Dearer, and so before the others in any block that were chosen anew.
    node.send(ALICE, 1);
    final FakeEngine ofFirst = node.engine;
    node.engine = SequencerFixture.newEngine();
    node.restart();
    node.step();
    assertThat(node.engine.head().number()).isEqualTo(1);
    assertThat(node.engine.head().transactions()).containsExactly(first.raw(), second.raw());
    assertThat(stored(1)).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(node.transactionsInChain()).hasSize(3);
    assertKept();
    node.assertConsistent();
    assertThat(ofFirst.head().number()).isZero();
  }

  @Test
  void alsoWithoutPreconfirmationsOfItsOwn() {
    final SignedTransaction first = node.send(ALICE, 0);
    node.step();
    node.configure(SequencerFixture.config(120_000, 8, Duration.ofSeconds(12)));
    node.send(BOB, 0);
    node.step();
    assertThat(node.engine.head().transactions()).containsExactly(first.raw());
    assertKept();
    pass(Duration.ofSeconds(2));
    assertThat(node.transactionsInChain()).hasSize(2);
    node.assertConsistent();
  }

  /** The process was paused; what it has in memory is not all that was promised. */
  @Test
  void whoMissedASliceGivesItsBlockUp() {
    final SignedTransaction first = node.send(ALICE, 0);
    node.step();
    final SignedTransaction other = node.send(BOB, 0);
    node.store.update(tx -> tx.blockSlices().insert(new BlockSlice(1, 1, List.of(other.raw()))));
    node.clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(node::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("another process has promised more of it");
    pass(Duration.ofSeconds(2));
    assertThat(node.engine.block(1).orElseThrow().transactions())
        .containsExactly(first.raw(), other.raw());
    node.assertConsistent();

    final SignedTransaction next = node.send(ALICE, 1);
    send(next);
    final long number = node.engine.head().number() + 1;
    final SignedTransaction late = node.send(BOB, 1);
    node.store.update(
        tx -> tx.blockSlices().insert(new BlockSlice(number, 1, List.of(late.raw()))));
    node.clock.advance(INTERVAL);
    node.send(ALICE, 2);
    node.poolChanged();
    assertThatThrownBy(node::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("another process has promised more of it");
    pass(Duration.ofSeconds(3));
    assertThat(node.engine.block(number).orElseThrow().transactions())
        .startsWith(next.raw(), late.raw());
    assertThat(node.transactionsInChain()).hasSize(5).doesNotHaveDuplicates();
    assertKept();
    node.assertConsistent();
  }

  @Test
  void aFullBatchLeavesTheRestToTheNextBlock() {
    for (int i = 0; i < 20; i++) {
      node.send(ALICE, i);
    }
    pass(Duration.ofSeconds(6));
    assertThat(node.transactionsInChain()).hasSize(20);
    assertThat(node.engine.block(1).orElseThrow().transactions()).hasSize(8);
    assertThat(node.store.read(tx -> tx.batches().find(1)).orElseThrow().closingReason())
        .contains(ClosingReason.MAX_TRANSACTIONS.text());
    assertKept();
    node.assertConsistent();
  }

  /** Its block comes after the open one. */
  @Test
  void aForcedBatchWaitsForTheOpenBlock() {
    final SignedTransaction first = node.send(ALICE, 0);
    node.step();
    node.forceConfirmed(1, SequencerFixture.forcedTransfer(BOB, 0));
    pass(Duration.ofMillis(500));
    final SignedTransaction second = node.send(ALICE, 1);
    pass(Duration.ofMillis(200));
    assertThat(told()).containsExactly(first.raw(), second.raw());
    pass(Duration.ofSeconds(10));
    assertThat(node.engine.block(1).orElseThrow().transactions()).isEqualTo(told());
    assertThat(node.transactionsInChain()).hasSize(3);
    assertKept();
    node.assertConsistent();
  }

  @Test
  void anOpenBlockIsBuiltWhenTheChainMayNotGrow() {
    node.send(ALICE, 0);
    node.step();
    node.mayGrow = false;
    node.send(ALICE, 1);
    pass(Duration.ofSeconds(3));
    assertThat(node.transactionsInChain()).isEqualTo(told()).hasSize(1);
    node.mayGrow = true;
    pass(Duration.ofSeconds(3));
    assertThat(node.transactionsInChain()).hasSize(2);
    assertKept();
  }

  /** A higher price holds for what is not in the block yet. */
  @Test
  void aHigherFloorTakesNothingBack() {
    node.send(ALICE, 0);
    node.step();
    node.floor(PriceFloor.flat(BigInteger.TEN.pow(30)));
    node.send(ALICE, 1);
    pass(Duration.ofSeconds(2));
    assertThat(node.transactionsInChain()).isEqualTo(told()).hasSize(1);
    assertKept();
  }

  /** L1 took back the block below: nobody can build on it any more. */
  @Test
  void whatStandsOnALostBlockIsDroppedAndWaitsAgain() {
    node.send(ALICE, 0);
    pass(Duration.ofSeconds(2));
    final L2Block lost = node.engine.head();
    final SignedTransaction second = node.send(ALICE, 1);
    pass(INTERVAL);
    assertThat(stored(lost.number() + 1)).hasSize(1);
    node.engine.unwindTo(lost.number() - 1);
    node.pool.unselectAbove(lost.number() - 1);
    node.store.update(
        tx -> {
          tx.batches().deleteAbove(0);
          tx.blocks().deleteAbove(lost.number() - 1);
        });
    node.slices.clear();
    pass(Duration.ofSeconds(4));
    assertThat(node.transactionsInChain()).hasSize(2).contains(second.raw());
    assertKept();
    node.assertConsistent();
  }

  @Test
  void aPromiseOnAnotherParentIsDropped() {
    node.store.update(
        tx -> {
          tx.blockIntents()
              .put(new BlockIntent(1, Bytes32.repeat((byte) 7), node.clock.millis() / 1000, 1, 0));
          tx.blockSlices().insert(new BlockSlice(1, 0, List.of(node.send(ALICE, 0).raw())));
        });
    node.restart();
    pass(Duration.ofSeconds(2));
    assertThat(node.engine.head().transactions()).hasSize(1);
    assertThat(node.store.<List<Event>>read(tx -> tx.events().last(10)))
        .anyMatch(event -> event.eventId().equals("PRECONFIRMATIONS_DROPPED"));
    node.assertConsistent();
  }

  /** Whether the engine has the block that its process could not store, or nobody has it. */
  @Test
  void theEnginesBlockIsTakenOnlyIfItBeginsWithWhatWasPromised() {
    node.send(ALICE, 0);
    node.step();
    node.clock.advance(Duration.ofSeconds(1));
    node.store.failWrite(1, false);
    assertThatThrownBy(node::step).isInstanceOf(TemporaryException.class);
    final L2Block unstored = node.engine.head();
    assertThat(unstored.number()).isEqualTo(1);
    final SignedTransaction other = node.send(BOB, 0);
    node.store.update(tx -> tx.blockSlices().insert(new BlockSlice(1, 1, List.of(other.raw()))));
    pass(Duration.ofSeconds(1));
    final L2Block kept = node.engine.block(1).orElseThrow();
    assertThat(kept.transactions()).startsWith(unstored.transactions().getFirst(), other.raw());
    assertThat(Keccak256.hash(other.raw())).isEqualTo(other.hash());
    assertKept();
    node.assertConsistent();
  }

  @Test
  void whatCannotBeInTheBlockIsRefusedOnlyWhenTheBlockIsCertain() {
    node.send(ALICE, 0);
    node.step();
    final SignedTransaction again =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, 0, ALICE.address());
    node.pool.add(again);
    pass(INTERVAL);
    assertThat(node.pool.status(again)).isEqualTo("failed");
    pass(Duration.ofSeconds(1));
    assertThat(node.transactionsInChain()).isEqualTo(told()).hasSize(1);
  }
}
