/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** Forced batches in a sequence, as L1 has them. */
class SequenceSenderForcedBatchTest extends SequenceSenderFixture {
  private static ForcedBatch forced(final long timestamp) {
    return new ForcedBatch(
        new ForcedInput(1, Bytes32.repeat((byte) 1), timestamp, Bytes32.repeat((byte) 2)),
        3,
        Bytes32.repeat((byte) 3),
        COINBASE,
        data(2, 60));
  }

  private void addForced(final ForcedBatch forced) {
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 9);
          tx.blocks().insert(new BlockInfo(2, hash, 2, timestamp(2), 0, 1));
          tx.batches()
              .insert(
                  new Batch(
                      2,
                      2,
                      2,
                      forced.batchL2Data(),
                      hash,
                      true,
                      true,
                      Optional.of("Forced batch"),
                      Optional.of(forced.input())));
        });
  }

  private void onL1(final ForcedBatch forced) {
    store.update(
        tx -> {
          tx.l1Blocks().insert(new L1BlockRef(3, Bytes32.ZERO, Bytes32.ZERO, 1));
          tx.forcedBatches().insert(forced);
        });
  }

  @Test
  void aForcedBatchGoesWithWhatL1FixedForIt() {
    addBatch(1, 50, true);
    addForced(forced(7));
    onL1(forced(7));
    addBatch(3, 50, true);
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-3").batches())
        .containsExactly(
            ElderberryAbi.normalBatch(data(1, 50)),
            ElderberryAbi.forcedBatch(data(2, 60), forced(7).input()),
            ElderberryAbi.normalBatch(data(3, 50)));
  }

  @Test
  void aForcedBatchThatL1LostHoldsTheSequenceBeforeIt() {
    addBatch(1, 50, true);
    addForced(forced(7));
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
    assertThat(reason(SequenceSender.FORCED_BATCH_MISSING))
        .contains("batch 2 waits", "forced batch 1");
    l1.sequence(COINBASE, data(1, 50));
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).isFalse();
    onL1(forced(7));
    assertThat(nextInterval()).isTrue();
    assertThat(reason(SequenceSender.FORCED_BATCH_MISSING)).isEmpty();
  }

  @Test
  void aForcedBatchThatL1HasOtherwiseNowIsNotSentAndTheSynchronizerIsTold() {
    addForced(forced(7));
    onL1(forced(8));
    l1.sequence(COINBASE, data(1, 50));
    addBatch(1, 50, true);
    assertThat(sender.step()).isFalse();
    assertThat(submitted()).isEmpty();
    assertThat(fellBehind).isTrue();
  }

  /** After an L1 reorg: the old sequence could only be refused, and hold up the new one. */
  @Test
  void aSequenceOfBatchesThatWereReplacedIsWithdrawnAndTheNewOnesGo() {
    addForced(forced(7));
    onL1(forced(7));
    addBatch(1, 50, true);
    assertThat(sender.step()).isTrue();
    replaceBatch2();
    assertThat(nextInterval()).isFalse();
    // L1 never saw it, so that the manager has nothing to put in its place.
    manager = manager(l1);
    sender = newSender(0);
    assertThat(nextInterval()).isFalse();
    manager.tick();
    assertThat(manager.find(SequenceSender.OWNER, "sequence-1-to-2").orElseThrow().error())
        .contains("withdrawn: its batches were replaced");
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-1-to-2").batches().getLast())
        .isEqualTo(ElderberryAbi.forcedBatch(data(2, 60), forced(8).input()));
  }

  /** What was sent stays while its batches are what they were. */
  @Test
  void aSequenceOfTheSameBatchesStays() {
    addForced(forced(7));
    onL1(forced(7));
    addBatch(1, 50, true);
    assertThat(sender.step()).isTrue();
    addBatch(3, 50, true);
    nextInterval();
    manager = manager(l1);
    manager.tick();
    assertThat(manager.find(SequenceSender.OWNER, "sequence-1-to-2").orElseThrow().status())
        .isNotEqualTo(Status.FAILED);
  }

  private void replaceBatch2() {
    store.update(
        tx -> {
          tx.batches().deleteAbove(1);
          tx.l1Blocks().deleteAbove(2);
        });
    addForced(forced(8));
    onL1(forced(8));
  }
}
