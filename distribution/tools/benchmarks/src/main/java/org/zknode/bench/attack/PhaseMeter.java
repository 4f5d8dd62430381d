/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Watches the nodes, L1 and both parties for one phase. */
final class PhaseMeter implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;

  private final Field field;
  private final Ledger honest;
  private final Ledger attackers;
  private final BlockWatch blocks;
  private final NodeWatch nodes;
  private final List<FollowerWatch> followers;
  private final SettlementWatch settlement;
  private final PoolWatch pool;
  private final long firstBatch;
  private final long start;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  PhaseMeter(
      final Field field, final Ledger honest, final Ledger attackers, final long startNanos) {
    this.field = field;
    this.honest = honest;
    this.attackers = attackers;
    this.blocks = new BlockWatch(field.main(), honest, attackers);
    this.nodes = new NodeWatch(field.devnet());
    this.followers =
        field.devnet().externalNodes().stream()
            .map(node -> new FollowerWatch(field.main(), node.rpc()))
            .toList();
    this.settlement = new SettlementWatch(field.devnet().l1()::lastVerifiedBatch);
    this.pool = new PoolWatch(field.devnet().poolUrl());
    this.firstBatch = batch();
    this.start = startNanos;
    threads.execute(blocks);
    threads.execute(nodes);
    followers.forEach(threads::execute);
    threads.execute(settlement);
    threads.execute(pool);
  }

  /** Beside the watches; {@link #close} waits for it. */
  void run(final Runnable attack) {
    threads.execute(attack);
  }

  /** What was seen until now. */
  Phase read() {
    final long now = System.nanoTime();
    final double seconds = (now - start) / NANOS;
    final double minutes = seconds / MINUTE;
    final long lastBatch = batch();
    final Phase.Users users = users(now);
    final BigInteger paidOnL1 = attackers.paidOnL1();
    final Phase.Attackers attacking =
        new Phase.Attackers(
            attackers.takenCount(),
            attackers.refusedCount(),
            attackers.includedCount(),
            blocks.paid().add(paidOnL1),
            paidOnL1,
            attackers.acts(),
            attackers.figures());
    final Phase.Followers following = followers();
    return new Phase(
        seconds,
        users,
        new Phase.Pace(
            blocks.blocks() / minutes,
            Math.max(0, lastBatch - firstBatch) / minutes,
            forced(firstBatch + 1, lastBatch) / minutes,
            blocks.longestGap().toMillis(),
            settlement.verified() / minutes,
            settlement.longestWithout().toMillis()),
        following,
        attacking,
        pool.most(),
        nodes.halted(),
        nodes.degraded());
  }

  private Phase.Users users(final long now) {
    final List<Long> latencies = honest.latencies(now);
    return new Phase.Users(
        honest.takenCount(),
        honest.includedCount(),
        honest.refusedCount(),
        Phase.percentileMillis(latencies, 0.5),
        Phase.percentileMillis(latencies, 0.99));
  }

  private Phase.Followers followers() {
    return new Phase.Followers(
        followers.stream().mapToLong(FollowerWatch::mostBehind).max().orElse(0),
        followers.stream().mapToLong(FollowerWatch::lastBehind).max().orElse(0),
        followers.stream()
            .mapToLong(watch -> Phase.percentileMillis(watch.reads(), 0.99))
            .max()
            .orElse(0));
  }

  private long batch() {
    return field.main().tryQuantity("zkevm_batchNumber").orElse(0L);
  }

  private long forced(final long first, final long last) {
    return LongStream.rangeClosed(first, last)
        .filter(
            number ->
                field
                    .main()
                    .tryCall("zkevm_getBatchByNumber", "0x" + Long.toHexString(number), false)
                    .map(batch -> batch.path("forcedBatchNumber"))
                    .filter(JsonNode::isTextual)
                    .isPresent())
        .count();
  }

  @Override
  public void close() {
    blocks.stop();
    nodes.stop();
    followers.forEach(FollowerWatch::stop);
    settlement.stop();
    pool.stop();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (final InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
