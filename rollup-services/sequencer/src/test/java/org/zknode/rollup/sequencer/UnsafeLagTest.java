/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig.Settlement;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

/** How far trusted runs ahead of virtual is visible and limited. */
class UnsafeLagTest {
  private final StateStore store = new MemoryStateStore().session();
  private final NodeStatus status = new NodeStatusTracker(MutableClock.create(), event -> {});

  private UnsafeLag lag(final long batches, final long bytes) {
    return new UnsafeLag(store, new Settlement(1, batches, bytes), status, Metrics.none());
  }

  private void addBatches(final long from, final long to, final int bytes) {
    store.update(
        tx -> {
          for (long number = from; number <= to; number++) {
            tx.batches()
                .insert(
                    new Batch(
                        number,
                        number,
                        number,
                        Bytes.repeat((byte) 1, bytes),
                        Bytes32.ZERO,
                        true,
                        true,
                        Optional.of("x")));
          }
        });
  }

  private String reason() {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(UnsafeLag.LAG))
        .map(NodeStatus.Reason::text)
        .findFirst()
        .orElse("");
  }

  @Test
  void nearTheLimitItIsSaidAndAtTheLimitNothingGrows() {
    final UnsafeLag lag = lag(10, 0);
    addBatches(1, 7, 100);
    lag.step();
    assertThat(reason()).isEmpty();
    addBatches(8, 8, 100);
    lag.step();
    assertThat(reason()).contains("8 batches", "800 bytes", "10 batches", "no bytes");
    assertThat(lag.mayGrow()).isTrue();
    assertThat(lag.refusal()).isEmpty();

    addBatches(9, 10, 100);
    lag.step();
    assertThat(reason()).contains("10 batches with 1000 bytes", "no block is built");
    assertThat(lag.mayGrow()).isFalse();
    assertThat(lag.refusal().orElseThrow())
        .contains("10 batches with 1000 bytes are in no sequence on L1");
  }

  @Test
  void bytesAreLimitedToo() {
    final UnsafeLag lag = lag(0, 1_000);
    addBatches(1, 2, 499);
    lag.step();
    assertThat(lag.mayGrow()).isTrue();
    assertThat(reason()).contains("998 bytes");
    addBatches(3, 3, 2);
    lag.step();
    assertThat(lag.mayGrow()).isFalse();
  }

  /** The open batch is closed in its time, so that it can go to L1. */
  @Test
  void atTheLimitBatchesAreClosedAndNoBlockIsBuilt() throws Exception {
    try (SequencerFixture node = new SequencerFixture()) {
      node.send(SequencerFixture.ALICE, 0);
      node.tick();
      final long head = node.engine.head().number();
      node.mayGrow = false;
      node.send(SequencerFixture.ALICE, 1);
      for (int second = 0; second < 20; second++) {
        node.tick();
      }
      assertThat(node.engine.head().number()).isEqualTo(head);
      assertThat(node.lastClosed())
          .hasValueSatisfying(batch -> assertThat(batch.number()).isEqualTo(1));
      node.mayGrow = true;
      node.tick();
      assertThat(node.engine.head().transactions()).hasSize(1);
    }
  }

  @Test
  void withoutLimitsNothingIsSaid() {
    final UnsafeLag lag = lag(0, 0);
    addBatches(1, 500, 1);
    lag.step();
    assertThat(lag.mayGrow()).isTrue();
    assertThat(status.snapshot().reasons()).isEmpty();
  }
}
