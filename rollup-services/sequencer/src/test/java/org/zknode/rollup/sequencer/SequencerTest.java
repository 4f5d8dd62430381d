/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;
import static org.zknode.rollup.sequencer.SequencerFixture.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.testkit.TestTransactions;

class SequencerTest {
  private final SequencerFixture node = new SequencerFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private static SignedTransaction withData(final long nonce, final int bytes) {
    return TransactionSigner.sign(
        new TransactionSigner.Unsigned(
            TransactionType.DYNAMIC_FEE,
            TestTransactions.CHAIN_ID,
            nonce,
            BigInteger.valueOf(2_000_000_000L),
            BigInteger.ONE,
            5_000_000,
            Optional.of(BOB.address()),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, bytes)),
        ALICE);
  }

  @Test
  void buildsOnceEachBlockTimeWhileThereAreTransactions() {
    assertThat(node.step()).as("first block, empty").isTrue();
    final long first = node.engine.head().timestamp();
    assertThat(first).isEqualTo(node.clock.instant().getEpochSecond());
    final SignedTransaction transaction = node.send(ALICE, 0);
    assertThat(node.step()).as("same second").isFalse();
    node.clock.advance(Duration.ofMillis(999));
    assertThat(node.step()).as("same second").isFalse();
    node.clock.advance(Duration.ofMillis(1));
    assertThat(node.step()).isTrue();

    assertThat(node.engine.head().timestamp()).isEqualTo(first + 1);
    assertThat(node.engine.head().transactions()).containsExactly(transaction.raw());
    assertThat(node.pool.status(transaction)).isEqualTo("selected");
    assertThat(node.heard).extracting("number").containsExactly(1L, 2L);
    node.assertConsistent();
  }

  /** Once for each block; a phase that waits for nothing is measured all the same. */
  @Test
  void everyPhaseOfABlockIsMeasured() {
    node.preconfirm(Duration.ofMillis(100));
    node.send(ALICE, 0);
    assertThat(node.step()).isFalse();
    node.clock.advance(Duration.ofSeconds(1));
    assertThat(node.step()).isTrue();
    for (final BlockPhases.Phase phase : BlockPhases.Phase.values()) {
      assertThat(
              node.metrics.observed(
                  "sequencer_block_phase_seconds", phase.name().toLowerCase(Locale.ROOT)))
          .as(phase.name())
          .isNotEmpty()
          .allMatch(seconds -> seconds >= 0 && seconds < 60);
    }
  }

  @Test
  void buildsAnEmptyBlockOnlyAfterTheInterval() {
    node.step();
    for (int second = 1; second < 10; second++) {
      assertThat(node.tick()).as("second " + second).isFalse();
    }
    assertThat(node.tick()).isTrue();
    assertThat(node.engine.head().transactions()).isEmpty();
  }

  @Test
  void timestampsRiseAtHalfThePaceWhenTheClockJumpsBackSoThatTheLeadShrinks() {
    node.step();
    final long head = node.engine.head().timestamp();
    node.clock.set(node.clock.instant().minus(Duration.ofHours(1)));
    node.send(ALICE, 0);
    node.send(ALICE, 1);
    assertThat(node.step()).as("not before a block time has passed").isFalse();
    assertThat(node.tick()).isFalse();
    assertThat(node.tick()).isTrue();
    assertThat(node.engine.head().timestamp()).isEqualTo(head + 1);
    node.send(ALICE, 2);
    assertThat(node.tick()).isFalse();
    assertThat(node.tick()).isTrue();
    assertThat(node.engine.head().timestamp()).isEqualTo(head + 2);
  }

  @Test
  void aLeafThatAnL1ReorgMayChangeIsNotNamed() {
    node.addUnconfirmedLeaf(1);
    node.send(ALICE, 0);
    node.tick();
    assertThat(node.row(1).l1InfoTreeIndex()).isZero();
    node.l1At(1 + SequencerFixture.FORCED_CONFIRMATIONS);
    node.send(ALICE, 1);
    node.tick();
    assertThat(node.row(2).l1InfoTreeIndex()).isEqualTo(1);
  }

  @Test
  void anL1InfoTreeIndexIsUsedOnceAndNeverGoesBack() {
    node.addLeaf(1);
    node.addLeaf(2);
    node.step();
    node.send(ALICE, 0);
    node.tick();
    node.addLeaf(3);
    node.send(ALICE, 1);
    node.tick();
    node.restart();
    node.send(ALICE, 2);
    node.tick();
    assertThat(node.row(1).l1InfoTreeIndex()).isEqualTo(2);
    assertThat(node.row(2).l1InfoTreeIndex()).isZero();
    assertThat(node.row(3).l1InfoTreeIndex()).isEqualTo(3);
    assertThat(node.row(4).l1InfoTreeIndex()).isZero();
  }

  @Test
  void closesABatchAtTheTimeoutAndAtTheTransactionLimit() throws Exception {
    final Batch byTime = node.closeBatch();
    assertThat(byTime.closingReason()).contains(ClosingReason.MAX_DELTA_TIMESTAMP.text());
    assertThat(byTime.number()).isEqualTo(1);
    assertThat(BatchCodec.decode(byTime.batchL2Data()))
        .hasSize((int) (byTime.lastBlock() - byTime.firstBlock() + 1));

    for (int nonce = 0; nonce < SequencerFixture.MAX_BATCH_TRANSACTIONS + 2; nonce++) {
      node.send(ALICE, nonce);
    }
    node.tick();
    final Batch byCount = node.lastClosed().orElseThrow();
    assertThat(byCount.number()).isEqualTo(2);
    assertThat(byCount.closingReason()).contains(ClosingReason.MAX_TRANSACTIONS.text());
    assertThat(node.engine.head().transactions()).hasSize(SequencerFixture.MAX_BATCH_TRANSACTIONS);
    assertThat(node.closedWhenTold).as("told after each commit").containsExactly(1L, 2L);
    node.tick();
    assertThat(node.engine.head().transactions()).hasSize(2);
    node.assertConsistent();
  }

  /** Nobody waits for the pool DB, or for its return. */
  @Test
  void aBlockIsToldOnceItIsStoredWhateverThePoolDoes() {
    node.step();
    node.send(ALICE, 0);
    node.pool.failToMark(true);
    assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
    assertThat(node.heard.getLast()).isEqualTo(node.engine.head());
    assertThat(node.engine.head().transactions()).hasSize(1);
  }

  /** From the pool's row until its block is stored. */
  @Test
  void aTransactionIsParsedOnceOnItsWayIntoABlock() {
    node.step();
    for (int nonce = 0; nonce < 5; nonce++) {
      node.send(ALICE, nonce);
    }
    node.tick();
    assertThat(node.engine.head().transactions()).hasSize(5);
    assertThat(node.engine.decodings()).isEqualTo(5);
  }

  @Test
  void neverBuildsABlockThatTheBatchHasNoRoomFor() {
    final int limit = 2000;
    node.configure(config(limit, 300, Duration.ofSeconds(60)));
    node.step();
    final SignedTransaction tooLarge = withData(0, 2000);
    final SignedTransaction large = withData(0, 1500);
    final SignedTransaction next = withData(1, 1500);
    node.pool.add(tooLarge);
    node.tick();
    assertThat(node.pool.status(tooLarge)).isEqualTo("invalid");
    assertThat(node.pool.reason(tooLarge)).contains("do not fit into an empty batch");
    node.pool.add(large);
    node.pool.add(next);
    node.tick();
    node.tick();

    assertThat(node.transactionsInChain()).containsExactly(large.raw(), next.raw());
    for (long number = 1; number <= node.lastBatch().orElseThrow().number(); number++) {
      final long batch = number;
      assertThat(node.store.read(tx -> tx.batches().find(batch)).orElseThrow().batchL2Data().size())
          .isLessThanOrEqualTo(limit);
    }
    assertThat(node.lastClosed().orElseThrow().closingReason())
        .contains(ClosingReason.NO_TRANSACTION_FITS.text());
    node.assertConsistent();
  }

  @Test
  void whatCannotBeAppliedFailsOrWaits() {
    node.step();
    final SignedTransaction used = node.send(ALICE, 0);
    node.tick();
    final SignedTransaction again =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, 0, BOB.address());
    node.pool.add(again);
    final SignedTransaction gap = node.send(ALICE, 2);
    final SignedTransaction poor = node.send(TestTransactions.key(9), 0);
    node.tick();
    assertThat(node.pool.status(used)).isEqualTo("selected");
    assertThat(node.pool.status(again)).isEqualTo("failed");
    assertThat(node.pool.reason(again)).contains("nonce too low");
    assertThat(node.pool.status(poor)).isEqualTo("failed");
    assertThat(node.pool.reason(poor)).contains("insufficient funds");
    assertThat(node.pool.status(gap)).isEqualTo("pending");

    final long head = node.engine.head().number();
    assertThat(node.tick()).as("a gap alone builds no block").isFalse();
    assertThat(node.engine.head().number()).isEqualTo(head);
    node.send(ALICE, 1);
    node.tick();
    assertThat(node.pool.status(gap)).isEqualTo("selected");
  }

  @Test
  void aStuckTransactionDoesNotCauseAnEmptyBlockEachBlockTime() {
    node.step();
    final SignedTransaction cheap =
        TestTransactions.transfer(
            TransactionType.LEGACY, ALICE, 0, BOB.address(), BigInteger.valueOf(7));
    node.pool.add(cheap);
    final long before = node.engine.head().number();
    for (int second = 0; second < 100; second++) {
      node.tick();
    }
    // Ten empty blocks are due in that time; the back-off may add a few.
    assertThat(node.engine.head().number() - before).isBetween(10L, 20L);
    assertThat(node.pool.status(cheap)).isIn("pending", "selected");
  }
}
