/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.SignedTransaction;

/**
 * Sends transactions at a rate, each when it is due, whatever the node answers to those before,
 * over so many connections as Besu takes by default. One that is refused is sent again until the
 * end.
 */
final class PacedLoad implements AutoCloseable {
  /** Pause before a refused transaction is sent again. */
  private static final Duration RETRY_DELAY = Duration.ofMillis(50);

  /** Besu refuses more than 80, and who has been refused comes again: that would be the figure. */
  private static final int CONNECTIONS = 64;

  private final Semaphore connections = new Semaphore(CONNECTIONS, true);
  private final JsonRpc node;
  private final List<SignedTransaction> transactions;
  private final SentTimes times;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  PacedLoad(final JsonRpc node, final List<SignedTransaction> transactions, final SentTimes times) {
    this.node = node;
    this.transactions = List.copyOf(transactions);
    this.times = times;
  }

  /**
   * Returns when the last one was due.
   *
   * @param rate transactions per second
   */
  void send(final double rate) {
    final long start = System.nanoTime();
    for (int i = 0; i < transactions.size(); i++) {
      final int number = i;
      final long due = start + (long) (i / rate * TimeUnit.SECONDS.toNanos(1));
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      times.due(number, due);
      callers.execute(() -> sendUntilTaken(number));
    }
  }

  private void sendUntilTaken(final int number) {
    final String raw = transactions.get(number).raw().toHexString();
    while (running.get()) {
      if (sendInTurn(raw)) {
        times.accepted(number, System.nanoTime());
        return;
      }
      Pause.of(RETRY_DELAY);
    }
  }

  private boolean sendInTurn(final String raw) {
    connections.acquireUninterruptibly();
    try {
      return running.get() && send(raw);
    } finally {
      connections.release();
    }
  }

  private boolean send(final String raw) {
    try {
      node.call("eth_sendRawTransaction", raw);
      return true;
    } catch (final JsonRpc.RpcError e) {
      // It was taken, and the answer was lost.
      final String text = e.getMessage().toLowerCase(Locale.ROOT);
      return text.contains("already known") || text.contains("known transaction");
    } catch (final IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    running.set(false);
    callers.shutdown();
    try {
      if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
        callers.shutdownNow();
      }
    } catch (final InterruptedException e) {
      callers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
