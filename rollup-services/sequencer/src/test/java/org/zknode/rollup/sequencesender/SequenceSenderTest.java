/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.transactions.TransactionSize;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerFixture;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.testkit.TestTransactions;

/** Which batches go into a sequence, and when it goes out. */
class SequenceSenderTest extends SequenceSenderFixture {
  @Test
  void sendsCheckedBatchesInOrderAndStopsAtTheFirstUncheckedOne() {
    addBatch(1, 50, true);
    addBatch(2, 60, true);
    addBatch(3, 70, false);
    addBatch(4, 80, true);
    assertThat(sender.step()).isTrue();

    final ElderberryAbi.SequenceCall call = call("sequence-1-to-2");
    assertThat(call.batches())
        .containsExactly(
            ElderberryAbi.normalBatch(data(1, 50)), ElderberryAbi.normalBatch(data(2, 60)));
    assertThat(call.maxSequenceTimestamp()).isEqualTo(timestamp(2));
    assertThat(call.initSequencedBatch()).isZero();
    assertThat(call.coinbase()).isEqualTo(COINBASE);
    assertThat(submitted()).singleElement().extracting("to").isEqualTo(ROLLUP);
  }

  private void sender(final int threshold, final int inFlight) {
    sender = newSender(threshold, inFlight);
  }

  @Test
  void whoMakesASequenceSendsIt() {
    manager = manager(l1);
    sender = newSender(0);
    addBatch(1, 50, true);
    assertThat(sender.step()).isTrue();
    assertThat(submitted())
        .singleElement()
        .satisfies(row -> assertThat(row.accepted()).as("an endpoint has it").isPresent());
  }

  @Test
  void oneSequenceAtATimeWhereTheLimitSaysSoWhateverStops() {
    sender(0, 1);
    addBatch(1, 50, true);
    assertThat(sender.step()).isTrue();
    addBatch(2, 50, true);
    assertThat(nextInterval()).isFalse();
    sender(0, 1);
    assertThat(nextInterval()).as("after a restart").isFalse();
    set("sequence-1-to-1", Status.SENT, null);
    assertThat(nextInterval()).as("mined: the next one may follow").isTrue();
    assertThat(call("sequence-2-to-2").initSequencedBatch()).isEqualTo(1);
    assertThat(submitted().getFirst().dependsOn()).contains("sequence-1-to-1");
    assertThat(submitted()).hasSize(2);
  }

  @Test
  void sequencesGoOutBehindOneAnotherUpToTheLimitAndAfterARestart() {
    sender(0, 3);
    for (int number = 1; number <= 5; number++) {
      addBatch(number, 50, true);
      nextInterval();
    }
    assertThat(submitted().reversed())
        .extracting(MonitoredTransaction::id)
        .containsExactly("sequence-1-to-1", "sequence-2-to-2", "sequence-3-to-3");
    assertThat(submitted().reversed())
        .extracting(MonitoredTransaction::dependsOn)
        .containsExactly(
            Optional.empty(), Optional.of("sequence-1-to-1"), Optional.of("sequence-2-to-2"));
    assertThat(call("sequence-3-to-3").initSequencedBatch()).isEqualTo(2);

    sender(0, 3);
    assertThat(nextInterval()).as("after a restart").isFalse();
    l1.sequence(COINBASE, data(1, 50));
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-4-to-5").initSequencedBatch()).isEqualTo(3);
    assertThat(submitted().getFirst().dependsOn()).contains("sequence-3-to-3");
  }

  @Test
  void aFullSequenceDoesNotWaitForTheInterval() {
    addBatch(1, 70_000, true);
    assertThat(sender.step()).isTrue();
    addBatch(2, 70_000, true);
    assertThat(sender.step()).as("not full, and the interval is not over").isFalse();
    addBatch(3, 70_000, true);
    assertThat(sender.step()).as("batch 3 does not fit into it any more").isTrue();
    assertThat(call("sequence-2-to-2").batches()).hasSize(1);
    assertThat(sender.step()).isFalse();
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-3-to-3").batches()).hasSize(1);
  }

  @Test
  void waitsForEnoughDistinctAcceptedSignatures() {
    sender = newSender(2);
    addBatch(1, 50, true);
    addBatch(2, 50, true);
    sign(1, VERIFIERS.get(0));
    sign(1, TestTransactions.key(103).address());
    assertThat(sender.step()).isFalse();
    sign(1, VERIFIERS.get(1));
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
  }

  private void sign(final long batch, final Address signer) {
    store.update(
        tx ->
            tx.batchSignatures()
                .insertIfAbsent(new BatchSignature(batch, signer, Bytes.repeat((byte) 1, 65))));
  }

  @Test
  void aSequenceFitsOneTransactionAndTheConfiguredNumber() {
    addBatch(1, 70_000, true);
    addBatch(2, 60_000, true);
    addBatch(3, 60_000, true);
    sender.step();
    assertThat(call("sequence-1-to-2").batches()).hasSize(2);
    assertThat(submitted().getFirst().data().size())
        .isLessThanOrEqualTo(TransactionSize.LIMIT - TransactionSize.OVERHEAD);
    l1.sequence(COINBASE, data(1, 70_000), data(2, 60_000));
    set("sequence-1-to-2", Status.CONFIRMED, null);
    for (int number = 4; number <= 8; number++) {
      addBatch(number, 100, true);
    }
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-3-to-5").batches()).hasSize(3);
  }

  @Test
  void trimsTheBatchesThatL1sClockDoesNotAllowYet() {
    final long late = SequenceBuilder.TIMESTAMP_MARGIN_SECONDS + 1;
    addBatch(1, 50, true);
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 1);
          tx.blocks().insert(new BlockInfo(2, hash, 2, timestamp(late), 0, 0));
          tx.batches()
              .insert(
                  new Batch(
                      2, 2, 2, data(2, 9), hash, true, true, Optional.of("Max transactions")));
        });
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).as("confirmed, but L1 does not tell of it yet").isFalse();
    l1.sequence(COINBASE, data(1, 50));
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-2-to-2").maxSequenceTimestamp()).isEqualTo(timestamp(late));
  }

  @Test
  void reportsThatL2IsAheadOfL1() {
    final long number = SequenceBuilder.TIMESTAMP_MARGIN_SECONDS + 1;
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 1);
          tx.blocks().insert(new BlockInfo(1, hash, 1, timestamp(number), 0, 0));
          tx.batches()
              .insert(
                  new Batch(
                      1, 1, 1, data(1, 9), hash, true, true, Optional.of("Max transactions")));
        });
    assertThat(sender.step()).isFalse();
    assertThat(reason(SequenceSender.AHEAD_OF_L1)).contains("batch 1 waits");
    l1.mine(1);
    assertThat(sender.step()).isTrue();
    assertThat(reason(SequenceSender.AHEAD_OF_L1)).isEmpty();
  }

  @Test
  void doesNothingUntilTheStateDbIsSynced() {
    addBatch(1, 50, true);
    final SequenceSender waiting =
        new SequenceSender(
            store,
            l1,
            manager,
            SequencerFixture.CHAIN,
            SequencerFixture.config(120_000, 300, Duration.ofSeconds(60), 0, List.of()),
            new L1Config(
                List.of(), 31337, Address.ZERO, ROLLUP, Address.ZERO, 1, 0, BlockTag.LATEST),
            KEY.address(),
            fees(),
            () -> false,
            status,
            clock,
            Metrics.none());
    assertThat(waiting.step()).isFalse();
    assertThat(submitted()).isEmpty();
  }
}
