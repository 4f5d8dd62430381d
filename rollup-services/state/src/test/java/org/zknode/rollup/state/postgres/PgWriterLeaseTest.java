/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Two processes on one state DB: one writes, and what the other would write never counts. */
class PgWriterLeaseTest {
  private final TestDatabase database = TestDatabases.fresh();
  private final PgStateStore first = open();
  private final PgStateStore second = open();

  private PgStateStore open() {
    return PgStateStore.open(database.config(), getClass().getClassLoader());
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  /** As if the holder gave no sign of life for so long. */
  private void lapse() {
    database.execute("UPDATE state.writer_heartbeat SET alive_until = '-infinity'");
  }

  private static void writeL1Block(final StateStore store, final long number) {
    store.update(tx -> tx.l1Blocks().insert(new L1BlockRef(number, Bytes32.ZERO, Bytes32.ZERO, 1)));
  }

  private static long lastL1Block(final StateStore store) {
    return store.read(tx -> tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L));
  }

  @Test
  void theSecondMainNodeStandsByWritesNothingAndTakesOverWhenTheFirstIsSilent() {
    final WriterLease ofFirst = first.takePart("main node, process 1@a", true);
    final WriterLease ofSecond = second.takePart("main node, process 2@b", true);
    assertThat(ofFirst.renew()).isTrue();
    assertThat(ofFirst.renew()).isTrue();
    assertThat(ofSecond.renew()).isFalse();
    assertThat(ofSecond.otherHolder()).contains("main node, process 1@a");
    assertThat(first.tryLock("sequencer")).isTrue();
    assertThat(second.tryLock("sequencer")).isFalse();
    assertThatThrownBy(() -> writeL1Block(second, 7)).isInstanceOf(NotTheWriterException.class);
    writeL1Block(first, 5);
    assertThat(lastL1Block(second)).isEqualTo(5);

    lapse();
    assertThat(ofSecond.renew()).isTrue();
    assertThat(second.tryLock("sequencer")).isTrue();
    writeL1Block(second, 6);

    // The first one was only paused, and does not know yet.
    assertThat(ofFirst.isHeld()).isTrue();
    assertThatThrownBy(() -> writeL1Block(first, 7)).isInstanceOf(NotTheWriterException.class);
    assertThat(ofFirst.isHeld()).isFalse();
    assertThat(first.tryLock("sequencer")).isFalse();
    assertThat(ofFirst.renew()).isFalse();
    assertThat(ofFirst.otherHolder()).contains("main node, process 2@b");
    assertThat(lastL1Block(first)).isEqualTo(6);
  }

  @Test
  void aSilentHolderGoesOnWhenNobodyTookOver() {
    final WriterLease lease = first.takePart("main node", true);
    lease.renew();
    lapse();
    writeL1Block(first, 5);
    assertThat(lease.renew()).isTrue();
    writeL1Block(first, 6);
  }

  @Test
  void aNodeThatStopsGivesItBackAtOnce() {
    assertThat(first.takePart("main node", true).renew()).isTrue();
    first.close();
    assertThat(second.takePart("main node", true).renew()).isTrue();
  }

  @Test
  void eventsOfAStandbyAreKept() {
    first.takePart("main node", true).renew();
    second.takePart("main node", true).renew();
    second.record(new Event(1, "WARN", "node", "NODE_DEGRADED", "standby"));
    assertThat(first.<List<Event>>read(tx -> tx.events().last(9)))
        .extracting(Event::description)
        .containsExactly("standby");
  }

  @Test
  void aNodeOfAnotherKindIsRefusedWithOneSentence() {
    first.takePart("main node, process 1@a", true).renew();
    final WriterLease external = second.takePart("external node", false);
    assertThatIllegalArgumentException()
        .isThrownBy(external::renew)
        .withMessageContaining("belongs to another node (main node, process 1@a)")
        .withMessageContaining("a state DB of its own");
    // It would take back blocks that the main node promised, so it does not either when that is
    // gone.
    lapse();
    assertThatIllegalArgumentException().isThrownBy(external::renew);
  }

  @Test
  void aMainNodeMayBeMadeOfWhatAnExternalNodeLeft() {
    first.takePart("external node", false).renew();
    final WriterLease main = second.takePart("main node", true);
    assertThatIllegalArgumentException().isThrownBy(main::renew);
    lapse();
    assertThat(main.renew()).isTrue();
  }

  @Test
  void aTakeOverWaitsForTheTransactionThatIsGoingOn() throws Exception {
    final WriterLease ofFirst = first.takePart("main node", true);
    final WriterLease ofSecond = second.takePart("main node", true);
    ofFirst.renew();
    ofSecond.renew();
    final CountDownLatch written = new CountDownLatch(1);
    final CountDownLatch commit = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final CompletableFuture<Void> slow =
          CompletableFuture.runAsync(
              () ->
                  first.update(
                      tx -> {
                        tx.l1Blocks().insert(new L1BlockRef(5, Bytes32.ZERO, Bytes32.ZERO, 1));
                        written.countDown();
                        await(commit);
                      }),
              executor);
      written.await();
      lapse();
      // It ends with a lock timeout, since the other does not commit.
      assertThatThrownBy(ofSecond::renew)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("lock timeout");
      assertThat(ofSecond.isHeld()).isFalse();
      commit.countDown();
      slow.get(30, TimeUnit.SECONDS);
      lapse();
      assertThat(ofSecond.renew()).isTrue();
      assertThat(lastL1Block(second)).isEqualTo(5);
    }
  }

  @Test
  void whoWaitsForTheLeaseIsWokenUp() throws Exception {
    final WriterLease lease = first.takePart("main node", true);
    assertThat(lease.awaitHeld(Duration.ofMillis(1))).isFalse();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> awaitHeld(lease), executor);
      assertThat(lease.renew()).isTrue();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean awaitHeld(final WriterLease lease) {
    try {
      return lease.awaitHeld(Duration.ofMinutes(5));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void await(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
