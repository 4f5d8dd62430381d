/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.MemoryStateStore;

/** However many replay, the sequencer finds a connection. */
class ReplayRowsTest {
  private final StateStore store = new MemoryStateStore().session();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);

  private static Bytes32 hash(final long number) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(number));
  }

  private void store(final long count) {
    store.update(
        tx -> {
          for (long number = 1; number <= count; number++) {
            tx.blocks().insert(new BlockInfo(number, hash(number), 0, number, 0, 0));
          }
        });
  }

  private StateStore slow() {
    return (StateStore)
        java.lang.reflect.Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, arguments) -> {
              reads.incrementAndGet();
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                synchronized (go) {
                  return method.invoke(store, arguments);
                }
              } finally {
                now.decrementAndGet();
              }
            });
  }

  @Test
  void allReplaysTogetherUseTheirShareOfConnections() throws Exception {
    store(1000);
    final ReplayRows rows = new ReplayRows(slow());
    try (ExecutorService peers = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<Future<Long>> found = new ArrayList<>();
      for (int peer = 0; peer < 50; peer++) {
        final long start = 1 + peer * 15L;
        found.add(
            peers.submit(
                () -> {
                  long count = 0;
                  for (long number = start; number < start + 200; number++) {
                    count += rows.find(number, hash(number)).isPresent() ? 1 : 0;
                  }
                  return count;
                }));
      }
      await().untilAsserted(() -> assertThat(now).hasValue(ReplayRows.CONNECTIONS));
      go.countDown();
      for (final Future<Long> each : found) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(200);
      }
    }
    assertThat(most).hasValue(ReplayRows.CONNECTIONS);
    assertThat(reads.get()).as("one read for many blocks and peers").isLessThan(200);
  }

  @Test
  void aRowOfAnotherBlockIsNotGiven() {
    store(3);
    final ReplayRows rows = new ReplayRows(store);
    assertThat(rows.find(2, hash(9))).isEmpty();
    assertThat(rows.find(2, hash(2))).isPresent();
    assertThat(rows.find(4, hash(4))).isEmpty();
    store.update(
        tx -> {
          tx.blocks().deleteAbove(1);
          tx.blocks().insert(new BlockInfo(2, hash(22), 0, 2, 0, 0));
        });
    assertThat(rows.find(2, hash(22))).as("after an unwind").isPresent();
    assertThat(rows.find(2, hash(2))).isEmpty();
  }
}
