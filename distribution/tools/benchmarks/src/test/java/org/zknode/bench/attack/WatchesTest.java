/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.process.LauncherException;

/** What is seen of nodes that do not follow, and of L1. */
class WatchesTest {
  private final FakeNode main = new FakeNode();
  private final FakeNode external = new FakeNode();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
    main.close();
    external.close();
  }

  @Test
  void anExternalNodeThatStandsStillIsBehind() {
    main.head.set(100);
    external.head.set(99);
    final FollowerWatch watch = new FollowerWatch(main.rpc(), external.rpc());
    threads.execute(watch);
    try {
      await().until(() -> watch.lastBehind() == 1);
      main.head.set(140);
      await().until(() -> watch.lastBehind() == 41);
      external.head.set(140);
      await().until(() -> watch.lastBehind() == 0);
    } finally {
      watch.stop();
    }
    assertThat(watch.mostBehind()).isEqualTo(41);
    assertThat(Phase.percentileMillis(watch.reads(), 0.99)).isLessThan(15_000);
  }

  @Test
  void anExternalNodeThatDoesNotAnswerFallsBehindToo() {
    main.head.set(100);
    external.close();
    final FollowerWatch watch = new FollowerWatch(main.rpc(), external.rpc());
    threads.execute(watch);
    try {
      await().until(() -> !watch.reads().isEmpty());
      main.head.set(130);
      await().until(() -> watch.lastBehind() == 30);
    } finally {
      watch.stop();
    }
    assertThat(Phase.percentileMillis(watch.reads(), 0.99)).isGreaterThanOrEqualTo(15_000);
  }

  @Test
  void verifiedBatchesAreCountedAlsoAcrossSilence() {
    final AtomicLong verified = new AtomicLong(10);
    final SettlementWatch watch =
        new SettlementWatch(
            () -> {
              if (verified.get() < 0) {
                throw new LauncherException("L1 does not answer");
              }
              return verified.get();
            });
    final long start = System.nanoTime();
    threads.execute(watch);
    try {
      await()
          .until(
              () -> {
                // The first look is the start.
                verified.incrementAndGet();
                return watch.verified() > 0;
              });
      final long before = watch.verified();
      final long now = verified.get();
      verified.set(-1);
      verified.set(now + 5);
      await().until(() -> watch.verified() >= before + 5);
    } finally {
      watch.stop();
    }
    assertThat(watch.longestWithout().toNanos())
        .isPositive()
        .isLessThanOrEqualTo(System.nanoTime() - start + 1_000_000_000L);
  }
}
