/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;

/** How far one external node is behind the main node, and how long it takes for a simple read. */
final class FollowerWatch implements Runnable {
  private static final Duration PERIOD = Duration.ofMillis(500);

  /** Reads of some hours; later ones are not counted. */
  private static final int MAX_READS = 50_000;

  /** A read that fails counts so long: nobody waits for longer. */
  private static final Duration FAILED = Duration.ofSeconds(15);

  private final JsonRpc main;
  private final JsonRpc external;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong most = new AtomicLong();
  private final AtomicLong last = new AtomicLong();
  private final Queue<Long> reads = new ArrayBlockingQueue<>(MAX_READS);

  FollowerWatch(final JsonRpc main, final JsonRpc external) {
    this.main = main;
    this.external = external;
  }

  void stop() {
    running.set(false);
  }

  /** Blocks behind the main node, at the most. */
  long mostBehind() {
    return most.get();
  }

  /** Likewise, at the last look. */
  long lastBehind() {
    return last.get();
  }

  /** Nanoseconds that reads took, ascending. */
  List<Long> reads() {
    return reads.stream().sorted().toList();
  }

  @Override
  public void run() {
    // Who never answers is behind by all blocks since now.
    long seen = main.tryQuantity("eth_blockNumber").orElse(0L);
    while (running.get()) {
      final long start = System.nanoTime();
      final Optional<Long> head = external.tryQuantity("eth_blockNumber");
      final long took = System.nanoTime() - start;
      reads.offer(head.isPresent() ? took : Math.max(took, FAILED.toNanos()));
      seen = head.orElse(seen);
      final long known = seen;
      main.tryQuantity("eth_blockNumber").ifPresent(mainHead -> note(mainHead - known));
      Pause.of(PERIOD);
    }
  }

  private void note(final long behind) {
    final long blocks = Math.max(0, behind);
    last.set(blocks);
    most.accumulateAndGet(blocks, Math::max);
  }
}
