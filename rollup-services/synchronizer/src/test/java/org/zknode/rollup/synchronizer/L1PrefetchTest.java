/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** Several ranges of L1 at the same time: order, bound, failures, reorgs, and what is reported. */
class L1PrefetchTest {
  private static final TestStore STORE = TestStore.open();
  private static final TestStore OTHER = TestStore.open();
  private static final int PARALLEL = 4;

  private final FakeL1 l1 = new FakeL1();
  private final StateStore store = STORE.emptied();
  private final MutableClock clock = MutableClock.create();
  private final List<String> reported = new ArrayList<>();
  private final AtomicInteger atHead = new AtomicInteger();

  @AfterAll
  static void close() {
    STORE.close();
    OTHER.close();
  }

  private L1Synchronizer synchronizer(final L1Client client, final int range) {
    return new L1Synchronizer(
        store,
        client,
        SyncNode.config(1),
        new L1Synchronizer.Fetching(range, PARALLEL),
        NodeKind.EXTERNAL,
        new ChainWriter(MainChain.genesis(), store),
        new SyncProgress(
            clock,
            new SyncProgress.Report() {
              @Override
              public void behind(final String text) {
                reported.add(text);
              }

              @Override
              public void atHead() {
                atHead.incrementAndGet();
              }
            }),
        clock);
  }

  private void history() {
    for (int i = 1; i <= 20; i++) {
      l1.updateExitRoot(Bytes32.leftPad(Bytes.of(i)), Bytes32.ZERO);
      l1.sequence(MainChain.COINBASE, Bytes.of(i));
      l1.mine(2);
    }
  }

  private static void run(final L1Synchronizer synchronizer) {
    while (synchronizer.step()) {
      // steps do the work
    }
  }

  private SyncNode.Content oneByOne() {
    final SyncNode other =
        new SyncNode(l1, MainChain.genesis(), OTHER.emptied(), NodeKind.EXTERNAL);
    other.runL1();
    return other.content();
  }

  /** Counts reads of logs that are under way; the first waits until all that may come are there. */
  private L1Client counting(final AtomicInteger most, final CountDownLatch all) {
    final AtomicInteger now = new AtomicInteger();
    return (L1Client)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, args) -> {
              if (method.getName().equals("views")) {
                return List.of(proxy);
              }
              final boolean logs = method.getName().equals("events");
              if (logs) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                all.countDown();
                all.await();
              }
              try {
                return method.invoke(l1, args);
              } catch (final java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (logs) {
                  now.decrementAndGet();
                }
              }
            });
  }

  @Test
  void rangesAreReadAtTheSameTimeBoundedAndStoredInOrder() {
    history();
    final AtomicInteger most = new AtomicInteger();
    run(synchronizer(counting(most, new CountDownLatch(PARALLEL)), 3));
    assertThat(most).as("all at the same time, and no more").hasValue(PARALLEL);
    assertThat(SyncNode.content(store)).isEqualTo(oneByOne());
  }

  @Test
  void aFailureDropsWhatFollowsAndTheNextTryGoesOn() {
    history();
    final L1Synchronizer synchronizer = synchronizer(l1, 3);
    synchronizer.step();
    l1.failWith("connection refused");
    assertThatThrownBy(() -> run(synchronizer)).isInstanceOf(TemporaryException.class);
    l1.heal();
    run(synchronizer);
    assertThat(SyncNode.content(store)).isEqualTo(oneByOne());
  }

  @Test
  void aReorgUnderPrefetchedRangesMixesNoForks() {
    history();
    final L1Synchronizer synchronizer = synchronizer(l1, 3);
    synchronizer.step();
    // Ranges up to block 15 or so are read by now, or will be from the other fork.
    l1.reorg(72);
    history();
    run(synchronizer);
    assertThat(SyncNode.content(store)).isEqualTo(oneByOne());
    assertThat(store.<Bytes32>read(tx -> tx.l1InfoLeaves().last().orElseThrow().l1InfoRoot()))
        .isEqualTo(l1.l1InfoRoot());
  }

  @Test
  void aLongSynchronizationSaysHowFarItIsAndHowLongItTakes() {
    l1.mine(5_000);
    final L1Synchronizer synchronizer = synchronizer(l1, 1_000);
    for (int i = 0; i < 3; i++) {
      synchronizer.step();
      clock.advance(SyncProgress.INTERVAL);
    }
    assertThat(reported)
        .containsExactly(
            "synchronizing from L1: block 1,000 of 5,000",
            "synchronizing from L1: block 2,000 of 5,000 (40.0 %), 100 blocks/s, about PT30S left",
            "synchronizing from L1: block 3,000 of 5,000 (60.0 %), 100 blocks/s, about PT20S left");
    run(synchronizer);
    assertThat(atHead).hasValue(1);
    l1.mine(100);
    run(synchronizer);
    assertThat(atHead).as("a short one says nothing").hasValue(1);
  }
}
