/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.bench.load.PoolBench;
import org.zknode.bench.rollup.NodeMetrics.Sample;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.pool.postgres.PgTransactionPool;

/**
 * The sequencer with a full pool. Blocks come once per second at the most and hold what one batch
 * has room for, which bounds the wall rate whatever the machine does; the busy rate leaves the
 * waiting out.
 */
final class SequencerBench {
  static final String SECTION = "sequencer";

  /** Figure that others are compared with. */
  static final String BUSY_RATE = "transactions per second of busy time";

  /** A little more than a batch of 120,000 bytes has room for. */
  private static final int TRANSACTIONS_PER_BLOCK = 850;

  /** How long the whole pool may take at the most, per second of measuring. */
  private static final int PATIENCE = 6;

  private static final Duration BASE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final double NANOS = 1e9;
  private static final double PER_THOUSAND = 1_000;

  private final Devnet devnet;
  private final NodeMetrics metrics;
  private final RollupFigures figures;

  SequencerBench(final Devnet devnet, final NodeMetrics metrics, final RollupFigures figures) {
    this.devnet = devnet;
    this.metrics = metrics;
    this.figures = figures;
  }

  /**
   * What it leaves: a chain, and the transactions in it.
   *
   * @param warmUpBlocks the figures are of the blocks above that one
   */
  record Built(List<SignedTransaction> transactions, long warmUpBlocks, long lastBlock) {}

  Built run(final int warmUpSeconds, final int seconds) {
    final BenchTransactions source = new BenchTransactions();
    final SignedTransaction creation = source.creation();
    final int count = (warmUpSeconds + seconds) * TRANSACTIONS_PER_BLOCK;
    final List<SignedTransaction> transactions = source.next(count);
    final Duration timeout = BASE_TIMEOUT.plusSeconds((long) PATIENCE * seconds);
    final double base = metrics.sample().transactions();
    final DatabaseConfig pool =
        new DatabaseConfig(
            devnet.poolUrl(), Optional.of(devnet.poolUrl()), DatabaseUsers.NODES, Optional.empty());
    try (PgTransactionPool door =
        PgTransactionPool.open(
            pool, getClass().getClassLoader(), Clock.systemUTC(), 2 * (count + 1))) {
      PoolBench.insert(List.of(door), List.of(creation));
      await(base + 1, timeout);
      // In the order of nonces: a crowded pool gives up what waits behind a gap.
      PoolBench.insert(List.of(door), transactions);
    }
    final Sample opened = metrics.sample();
    final Sample start = awaitBlocks(opened.blocks() + warmUpSeconds, base + 1 + count, timeout);
    final ProcessFacts process = new ProcessFacts(devnet.mainNode().process());
    final double cpu = process.cpuSeconds();
    final Sample end = await(base + 1 + count, timeout);
    report(start, end, process.cpuSeconds() - cpu);
    final List<SignedTransaction> all = new ArrayList<>(List.of(creation));
    all.addAll(transactions);
    return new Built(all, (long) start.blocks(), (long) end.blocks());
  }

  private void report(final Sample start, final Sample end, final double cpuSeconds) {
    final double transactions = end.transactions() - start.transactions();
    final double busy = end.busySeconds() - start.busySeconds();
    final double blocks = end.blocks() - start.blocks();
    figures.add(SECTION, "blocks measured", blocks, "blocks");
    figures.add(SECTION, "transactions per block", transactions / blocks, "transactions");
    figures.add(
        SECTION,
        "transactions per second of wall time (1 s blocks)",
        transactions * NANOS / (end.nanos() - start.nanos()),
        "tx/s");
    figures.add(SECTION, BUSY_RATE, transactions / busy, "tx/s");
    figures.add(
        SECTION,
        "busy time, part of wall time",
        busy * NANOS / (end.nanos() - start.nanos()),
        "ratio");
    figures.add(
        SECTION,
        "sender verification, part of busy time",
        (end.senderCheckSeconds() - start.senderCheckSeconds()) / busy,
        "ratio");
    if (cpuSeconds > 0) {
      figures.add(
          SECTION,
          "processor time of the whole node per 1000 transactions",
          cpuSeconds * PER_THOUSAND / transactions,
          "s");
    }
  }

  private Sample await(final double transactions, final Duration timeout) {
    return awaitBlocks(Double.MAX_VALUE, transactions, timeout);
  }

  /** Until so many blocks, or so many transactions are in blocks. */
  private Sample awaitBlocks(
      final double blocks, final double transactions, final Duration timeout) {
    final long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      final Sample sample = metrics.sample();
      if (sample.blocks() >= blocks || sample.transactions() >= transactions) {
        return sample;
      }
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "the sequencer has put %.0f of %.0f transactions into blocks after %d s; the end of %s:%n%s"
                .formatted(
                    sample.transactions(),
                    transactions,
                    timeout.toSeconds(),
                    devnet.mainNode().process().log(),
                    devnet.mainNode().process().logTail(10)));
      }
      Pause.of(POLL);
    }
  }
}
