/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.config;

import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** Several hundred forced batches fit in one L1 block: users' transactions go on beside them. */
@Tag("slow")
class SequencerForcedShareTest {
  private final SequencerFixture node = new SequencerFixture();

  @BeforeEach
  void start() {
    node.configure(config(120_000, 300, Duration.ofSeconds(12)));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void force(final int count) {
    for (int number = 1; number <= count; number++) {
      node.forceConfirmed(number, Bytes.EMPTY);
    }
  }

  private long taken() {
    return node.store.read(tx -> tx.batches().lastForced());
  }

  /**
   * A user's transaction each second.
   *
   * @param restartEvery seconds; 0 = never
   * @param within seconds until all forced batches are in the chain
   */
  @ParameterizedTest
  @CsvSource({"0, 310", "1, 600", "2, 600", "7, 600"})
  void usersWaitOneBlockMoreAtTheMost(final int restartEvery, final int within) {
    final int count = 60;
    force(count);
    Optional<SignedTransaction> previous = Optional.empty();
    int second = 0;
    for (; taken() < count; second++) {
      assertThat(second).isLessThan(within);
      final SignedTransaction user = node.send(ALICE, second);
      node.tick();
      assertThat(previous.stream())
          .as("second %d", second)
          .allMatch(sent -> node.pool.status(sent).equals("selected"));
      previous = Optional.of(user);
      if (restartEvery > 0 && second % restartEvery == 0) {
        node.restart();
      }
    }
    assertThat(node.lastBatch().orElseThrow().number()).as("batches").isLessThan(2 * count + 2);
    assertThat(new BatchChecker(node.engine, node.store, SequencerFixture.CHAIN).step())
        .isPositive();
    node.assertConsistent();
  }

  @Test
  void withoutUsersNothingWaits() {
    force(20);
    for (int second = 0; second < 20; second++) {
      node.tick();
    }
    assertThat(taken()).isEqualTo(20);
  }

  @Test
  void aQueueThatIsTooLongForHalfTheTimeoutLeavesUsersEverySecondBlock() {
    final int count = 300;
    force(count);
    int mined = 0;
    for (int second = 0; second < 500; second++) {
      node.send(ALICE, second);
      node.tick();
      mined += node.engine.head().transactions().isEmpty() ? 0 : 1;
    }
    assertThat(mined).isBetween(245, 255);
    assertThat(taken()).isBetween(245L, 255L);
    node.clock.advance(Duration.ofSeconds(150));
    for (int second = 0; second <= 100; second++) {
      node.send(ALICE, 500 + second);
      node.tick();
    }
    assertThat(taken()).as("within three quarters of it").isEqualTo(count);
  }

  @Test
  void aLongQueueIsSaid() {
    final NodeStatus status = new NodeStatusTracker(node.clock, event -> {});
    final ForcedBatchBacklog backlog =
        new ForcedBatchBacklog(
            node.store,
            config(120_000, 300, Duration.ofSeconds(12)),
            () -> SequencerFixture.L1_FORCED_TIMEOUT_SECONDS,
            status,
            node.clock,
            node.metrics);
    force(9);
    backlog.step();
    assertThat(status.snapshot().reasons()).isEmpty();
    node.forceConfirmed(10, Bytes.EMPTY);
    node.clock.advance(Duration.ofSeconds(3));
    backlog.step();
    assertThat(status.snapshot().reasons())
        .singleElement()
        .extracting(NodeStatus.Reason::text)
        .isEqualTo(
            "10 forced batches wait, the oldest one for 3 s of L1's timeout of 1000 s; all are in"
                + " the chain in about 50 s, with up to 4 s for users' transactions after each");
    node.tick();
    backlog.step();
    assertThat(status.snapshot().reasons()).isEmpty();
  }
}
