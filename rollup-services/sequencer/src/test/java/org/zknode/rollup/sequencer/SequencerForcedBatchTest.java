/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;
import static org.zknode.rollup.sequencer.SequencerFixture.forcedTransfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.VerifiedBatch;

/** Forced batches in the sequencer: when they are taken, what becomes of them, and crashes. */
class SequencerForcedBatchTest {
  private final SequencerFixture node = new SequencerFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private Batch batch(final long number) {
    return node.store.read(tx -> tx.batches().find(number)).orElseThrow();
  }

  private List<Batch> forcedBatches() {
    final List<Batch> forced = new ArrayList<>();
    for (long n = 1; n <= node.lastBatch().map(Batch::number).orElse(0L); n++) {
      if (batch(n).forced().isPresent()) {
        forced.add(batch(n));
      }
    }
    return forced;
  }

  private void ticks(final int seconds) {
    for (int i = 0; i < seconds; i++) {
      node.tick();
    }
  }

  /** Until a batch is closed; the step that would open the next one fails. */
  private Batch closeBatchOrStop() {
    while (node.lastClosed().isEmpty()) {
      try {
        node.tick();
      } catch (final TemporaryException e) {
        assertThat(e).hasMessageContaining("halt-at-batch");
      }
    }
    return node.lastClosed().get();
  }

  private int check() {
    return new BatchChecker(node.engine, node.store, SequencerFixture.CHAIN).step();
  }

  @Test
  void aConfirmedForcedBatchIsTakenAtOnceWhenNoBatchIsOpen() {
    final Bytes data = forcedTransfer(ALICE, 0);
    final ForcedBatch forced = node.forceConfirmed(1, data);
    final SignedTransaction pooled = node.send(BOB, 0);
    node.tick();

    final Batch batch = batch(1);
    assertThat(batch.forced()).contains(forced.input());
    assertThat(batch.batchL2Data()).isEqualTo(data);
    assertThat(batch.closed()).isTrue();
    assertThat(batch.closingReason()).contains("Forced batch");
    final L2Block block = node.engine.head();
    assertThat(block.number()).isEqualTo(1);
    assertThat(block.timestamp()).isEqualTo(forced.input().timestamp());
    assertThat(block.transactions()).as("nothing of the pool").hasSize(1);
    assertThat(node.heard).containsExactly(block);

    node.tick();
    assertThat(node.pool.status(pooled)).isEqualTo("selected");
    assertThat(batch(2).forced()).isEmpty();
    assertThat(check()).isEqualTo(1);
    assertThat(batch(1).checked()).isTrue();
    assertThat(batch(1).forced()).as("the check keeps it").contains(forced.input());
    node.assertConsistent();
  }

  @Test
  void itWaitsForConfirmationsAndThenClosesTheOpenBatchAtItsDeadline() {
    node.send(BOB, 0);
    node.tick();
    node.force(1, forcedTransfer(ALICE, 0));
    ticks(6);
    assertThat(forcedBatches()).as("no confirmations yet").isEmpty();
    assertThat(batch(1).closed()).isFalse();

    node.l1At(100 + SequencerFixture.FORCED_CONFIRMATIONS - 1);
    node.tick();
    assertThat(forcedBatches()).isEmpty();
    node.l1At(100 + SequencerFixture.FORCED_CONFIRMATIONS);
    node.tick();
    ticks(3);
    assertThat(batch(1).closed()).as("the deadline is four seconds").isFalse();
    ticks(1);
    assertThat(batch(1).closingReason()).contains("Forced batch deadline");
    assertThat(batch(2).closingReason()).contains("Forced batch");
    final L2Block block = node.engine.block(batch(2).firstBlock()).orElseThrow();
    assertThat(block.timestamp())
        .as("later than the forced timestamp, because the chain is")
        .isEqualTo(node.engine.block(block.number() - 1).orElseThrow().timestamp() + 1);
    assertThat(check()).isEqualTo(2);
    node.assertConsistent();
  }

  /** The check is late, and the engine keeps few states. */
  @Test
  void whatTheSequencerBuiltIsCheckedWhenItsStatesAreGone() {
    node.forceConfirmed(1, forcedTransfer(ALICE, 9));
    node.tick();
    assertThat(node.engine.head().transactions()).as("nonce 9 cannot be applied").isEmpty();
    node.engine.keepStates(0);
    assertThat(check()).isEqualTo(1);
    assertThat(batch(1).checked()).isTrue();
  }

  @Test
  void inTheSecondHalfOfItsL1TimeoutItIsTakenWithoutConfirmations() {
    node.force(1, Bytes.EMPTY);
    node.clock.advance(Duration.ofSeconds(SequencerFixture.L1_FORCED_TIMEOUT_SECONDS / 2 - 2));
    node.tick();
    assertThat(forcedBatches()).isEmpty();
    ticks(2);
    assertThat(forcedBatches()).hasSize(1);
  }

  @Test
  void theyAreTakenInTheOrderOfTheQueueOnePerBatch() {
    node.send(BOB, 0);
    node.tick();
    node.forceConfirmed(1, forcedTransfer(ALICE, 0));
    node.forceConfirmed(2, Bytes.EMPTY);
    node.forceConfirmed(3, forcedTransfer(ALICE, 1));
    ticks(12);
    assertThat(forcedBatches())
        .extracting(found -> found.forced().orElseThrow().number())
        .containsExactly(1L, 2L, 3L);
    assertThat(forcedBatches()).allMatch(found -> found.firstBlock() == found.lastBlock());
    assertThat(node.engine.account(ALICE.address()).nonce()).isEqualTo(2);
    check();
    node.assertConsistent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x", "0x00", "0x0b0000000100000000", "0xf8ff", "0xdeadbeef"})
  void emptyAndMalformedDataIsABatchWithAnEmptyBlock(final String data) {
    node.forceConfirmed(1, Bytes.fromHexString(data));
    node.tick();
    assertThat(batch(1).batchL2Data()).isEqualTo(Bytes.fromHexString(data));
    assertThat(batch(1).closed()).isTrue();
    assertThat(node.engine.head().transactions()).isEmpty();
    assertThat(node.engine.head().number()).isEqualTo(1);
    assertThat(check()).isEqualTo(1);
    node.assertConsistent();
  }

  @Test
  void transactionsThatCannotBeAppliedAreLeftOutAndTheCheckAgrees() {
    node.forceConfirmed(1, Bytes.concatenate(forcedTransfer(ALICE, 7), forcedTransfer(ALICE, 0)));
    node.tick();
    assertThat(node.engine.head().transactions()).hasSize(1);
    assertThat(check()).isEqualTo(1);
  }

  @Test
  void aPoolTransactionThatWasForcedIsSelected() {
    final SignedTransaction pooled = node.send(ALICE, 0);
    node.forceConfirmed(1, forcedTransfer(ALICE, 0));
    node.tick();
    assertThat(node.transactionsInChain()).containsExactly(pooled.raw());
    assertThat(node.pool.status(pooled)).isEqualTo("selected");
  }

  @Test
  void anL1ReorgBeforeItWasTakenTakesItAway() {
    node.send(BOB, 0);
    node.tick();
    node.forceConfirmed(1, Bytes.EMPTY);
    node.step();
    node.store.update(tx -> tx.l1Blocks().deleteAbove(99));
    ticks(10);
    assertThat(forcedBatches()).isEmpty();
    assertThat(node.store.<Optional<ForcedBatch>>read(tx -> tx.forcedBatches().last())).isEmpty();
  }

  /** Writes of that step: open the forced batch, intent, block; each fails before or after. */
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "2, false", "2, true", "3, false", "3, true"})
  void aStopAtAnyWriteIsRepaired(final int write, final boolean after) {
    node.forceConfirmed(1, forcedTransfer(ALICE, 0));
    node.store.failWrite(write, after);
    assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
    node.restart();
    // A pool transaction that arrives meanwhile must not slip into the forced batch.
    node.send(BOB, 0);
    ticks(3);
    assertThat(forcedBatches()).hasSize(1);
    assertThat(batch(1).closingReason()).contains("Forced batch");
    assertThat(node.engine.block(1).orElseThrow().transactions()).hasSize(1);
    assertThat(node.engine.account(ALICE.address()).nonce()).isEqualTo(1);
    assertThat(check()).isEqualTo(1);
    node.assertConsistent();
  }

  @Test
  void whatIsOpenIsBuiltEvenIfL1LosesItMeanwhile() {
    final ForcedBatch forced = node.forceConfirmed(1, forcedTransfer(ALICE, 0));
    node.store.failWrite(1, true);
    assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
    node.store.update(tx -> tx.l1Blocks().deleteAbove(0));
    node.restart();
    node.tick();
    assertThat(batch(1).forced()).contains(forced.input());
    assertThat(batch(1).closed()).isTrue();
  }

  @Test
  void anEngineThatLostAForcedBlockGetsItBack() {
    node.forceConfirmed(1, Bytes.concatenate(forcedTransfer(ALICE, 0), forcedTransfer(ALICE, 5)));
    node.tick();
    node.send(BOB, 0);
    node.tick();
    final L2Block head = node.engine.head();
    node.engine = SequencerFixture.newEngine();
    node.restart();
    node.step();
    assertThat(node.engine.head()).isEqualTo(head);
    node.assertConsistent();
  }

  @Test
  void haltAtBatchStopsBlocksAndHaltsWhenAllIsVerified() {
    node.configure(SequencerFixture.haltingAt(2));
    node.send(ALICE, 0);
    final Batch last = closeBatchOrStop();
    assertThat(last.number()).isEqualTo(1);
    node.send(ALICE, 1);
    final long head = node.engine.head().number();
    assertThatThrownBy(() -> ticks(2))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("halt-at-batch")
        .hasMessageContaining("verified on L1 is batch 0");
    assertThat(node.engine.head().number()).isEqualTo(head);

    node.l1At(5);
    node.store.update(
        tx ->
            tx.verifiedBatches()
                .insert(new VerifiedBatch(1, last.stateRoot(), Bytes32.ZERO, 5, Address.ZERO)));
    assertThatThrownBy(() -> ticks(2))
        .isInstanceOfSatisfying(
            CriticalException.class,
            e ->
                assertThat(e.halt().evidence() + e.halt().reason())
                    .contains("halt-at-batch 2", "batch 1"));
    assertThat(node.engine.head().number()).isEqualTo(head);
    node.configure(SequencerFixture.haltingAt(0));
    node.tick();
    assertThat(node.engine.head().number()).isEqualTo(head + 1);
  }
}
