/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/**
 * Measures a running devnet and prints figures: what the sequencer sustains, and how fast an
 * external node imports the same blocks by zks replay. Nothing here judges.
 */
public final class Bench {
  /** Enough senders that the limit of pending transactions per account does not bind. */
  private static final int ACCOUNTS = 64;

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration REPLAY_TIMEOUT = Duration.ofMinutes(5);
  private static final double NANOS = 1e9;

  private final Devnet devnet;
  private final PrintStream out;

  public Bench(final Devnet devnet, final PrintStream out) {
    this.devnet = devnet;
    this.out = out;
  }

  /**
   * @param window how long the sequencer is measured
   */
  public void run(final Duration window) {
    final JsonRpc main = devnet.mainNode().rpc();
    try (Load load = new Load(Devnet.L2_CHAIN_ID, main, 0, ACCOUNTS)) {
      load.fund(Devnet.user(2));
      load.start();
      sleep(WARM_UP);
      final long firstBlock = head(main);
      final long acknowledged = load.acknowledged();
      final long start = System.nanoTime();
      sleep(window);
      final long lastBlock = head(main);
      final double seconds = (System.nanoTime() - start) / NANOS;
      final long transactions = ChainCount.transactions(main, firstBlock, lastBlock);
      print("sequencer: transactions per second", transactions / seconds);
      print("sequencer: blocks per second", (lastBlock - firstBlock) / seconds);
      print("sequencer: transactions per block", perBlock(transactions, lastBlock - firstBlock));
      print("rpc: acknowledged per second", (load.acknowledged() - acknowledged) / seconds);
    }
    replay(main);
  }

  private void replay(final JsonRpc main) {
    final NodeProcess external = devnet.externalNodes().getFirst();
    external.close();
    devnet.wipeExternalNode(0);
    final long head = head(main);
    external.start();
    final long deadline = System.nanoTime() + REPLAY_TIMEOUT.toNanos();
    long first = 0;
    long start = 0;
    while (true) {
      final long now = external.rpc().tryQuantity("eth_blockNumber").orElse(0L);
      if (first == 0 && now > 0) {
        first = now;
        start = System.nanoTime();
      }
      if (now >= head) {
        break;
      }
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "the external node reached block %d of %d in %d s"
                .formatted(now, head, REPLAY_TIMEOUT.toSeconds()));
      }
      sleep(POLL);
    }
    final double seconds = (System.nanoTime() - start) / NANOS;
    final long transactions = ChainCount.transactions(main, first, head);
    print("replay import: blocks", head - first);
    print("replay import: blocks per second", (head - first) / seconds);
    print("replay import: transactions per second", transactions / seconds);
  }

  private void print(final String what, final double value) {
    out.printf(Locale.ROOT, "%-8s  %-40s %12.1f%n", devnet.options().engine().text(), what, value);
  }

  private static double perBlock(final long transactions, final long blocks) {
    return blocks == 0 ? 0 : (double) transactions / blocks;
  }

  private static long head(final JsonRpc node) {
    return node.tryQuantity("eth_blockNumber")
        .orElseThrow(() -> new LauncherException(node.url() + " does not answer"));
  }

  private static void sleep(final Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }
}
