/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** Sequences that failed, that an L1 reorg took, or that L1 has already. */
class SequenceSenderRecoveryTest extends SequenceSenderFixture {
  @Test
  void nothingIsBuiltBehindAFailedSequenceUntilItsSuccessorsHaveEnded() {
    addBatch(1, 50, true);
    sender.step();
    addBatch(2, 50, true);
    nextInterval();
    set("sequence-1-to-1", Status.FAILED, "reverted");
    assertThat(nextInterval()).as("sequence 2 is in the way").isFalse();
    set("sequence-2-to-2", Status.FAILED, "withdrawn");
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-1-to-2").initSequencedBatch()).isZero();
    assertThat(find("sequence-1-to-2").dependsOn()).isEmpty();
  }

  private MonitoredTransaction find(final String id) {
    return manager.find(SequenceSender.OWNER, id).orElseThrow();
  }

  @Test
  void aFailedSequenceIsBuiltAgainUnlessL1HasIt() {
    addBatch(1, 50, true);
    sender.step();
    set("sequence-1-to-1", Status.FAILED, "reverted: MaxTimestampSequenceInvalid");
    assertThat(nextInterval()).isTrue();
    assertThat(reason(SequenceSender.SEQUENCE_FAILED))
        .contains("sequence-1-to-1 failed", "MaxTimestampSequenceInvalid");
    assertThat(submitted()).singleElement().extracting("status").isEqualTo(Status.CREATED);

    set("sequence-1-to-1", Status.FAILED, "reverted: InitSequencedBatchDoesNotMatch");
    l1.sequence(COINBASE, data(1, 50));
    assertThat(nextInterval()).isFalse();
    assertThat(reason(SequenceSender.SEQUENCE_FAILED)).isEmpty();
    addBatch(2, 50, true);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-2-to-2").batches()).hasSize(1);
  }

  @Test
  void itWaitsForTheSynchronizerWhenL1HasMoreBatches() {
    addBatch(1, 50, true);
    l1.sequence(COINBASE, data(1, 50), data(2, 50));
    assertThat(sender.step()).isFalse();
    assertThat(fellBehind).isTrue();
    assertThat(submitted()).isEmpty();
  }

  @Test
  void aSequenceThatAnL1ReorgTookForGoodGoesOutUnderAnotherId() {
    addBatch(1, 50, true);
    sender.step();
    l1.sequence(COINBASE, data(1, 50));
    set("sequence-1-to-1", Status.CONFIRMED, null);
    l1.reorg(1);
    l1.mine(60);
    assertThat(nextInterval()).as("the transaction manager still watches it").isFalse();
    l1.mine(10);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-1-to-1-again-2").initSequencedBatch()).isZero();
    assertThat(nextInterval()).as("nothing is left").isFalse();
  }
}
