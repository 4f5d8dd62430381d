/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Clock;
import java.time.Instant;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Lets pending transactions expire and deletes rows that nobody needs any more (docs/spec/pool.md,
 * "Statuses"), in small statements, so that nobody waits for them. Run by the main node.
 */
public final class PoolMaintenance {
  /** Rows per statement: some tens of milliseconds. */
  static final int ROWS_PER_STATEMENT = 2_000;

  /** Statements per step; what is left waits for the next one. */
  static final int STATEMENTS_PER_STEP = 500;

  /** The pool's rows; each method touches that many of them at the most and says how many. */
  public interface Rows {
    /** What is pending and was received before that time fails with a reason. */
    int expire(Instant receivedBefore, int limit);

    /** Deletes transactions that are in L2 blocks up to that number. */
    int deleteSelectedUpTo(long blockNumber, int limit);

    /**
     * Deletes failed and invalid transactions that became so before that time; what became of them
     * is kept without their bytes.
     */
    int deleteDead(Instant changedBefore, int limit);

    /** Forgets what became of transactions that died before that time. */
    int deleteFates(Instant changedBefore, int limit);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PoolMaintenance.class);

  private final Rows pool;
  private final StateStore store;
  private final PoolConfig config;
  private final Clock clock;
  private final Metrics.Counter expired;
  private final Metrics.Counter deleted;

  public PoolMaintenance(
      final Rows pool,
      final StateStore store,
      final PoolConfig config,
      final Clock clock,
      final Metrics metrics) {
    this.pool = pool;
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.expired =
        metrics.counter(
            "pool_transactions_expired_total", "Transactions that were pending for too long");
    this.deleted =
        metrics.counter(
            "pool_transactions_deleted_total", "Rows of old transactions that were deleted");
  }

  /** Lets what is pending for too long expire. */
  public void expire() {
    final Instant before = clock.instant().minus(config.maxLifetime());
    final int count = repeat(limit -> pool.expire(before, limit));
    expired.add(count);
    if (count > 0) {
      LOG.info("{} transactions were pending for more than {}", count, config.maxLifetime());
    }
  }

  /** Deletes what failed long ago, and what is in a batch that is on L1 since long. */
  public void cleanUp() {
    final Instant before = clock.instant().minus(config.deadRetention());
    final long upTo = lastSettledBlock();
    final int count =
        repeat(limit -> pool.deleteDead(before, limit))
            + repeat(limit -> pool.deleteSelectedUpTo(upTo, limit));
    final Instant forgotten = clock.instant().minus(config.quota().fateRetention());
    final int fates = repeat(limit -> pool.deleteFates(forgotten, limit));
    deleted.add(count);
    LOG.debug("{} fates of transactions forgotten", fates);
    LOG.debug("{} rows of old transactions deleted, of blocks up to {}", count, upTo);
  }

  private static int repeat(final IntUnaryOperator statement) {
    int total = 0;
    for (int i = 0; i < STATEMENTS_PER_STEP; i++) {
      final int count = statement.applyAsInt(ROWS_PER_STATEMENT);
      total += count;
      if (count < ROWS_PER_STATEMENT) {
        break;
      }
    }
    return total;
  }

  /** Last L2 block whose batch is on L1 with enough L1 blocks on top; 0 if there is none. */
  private long lastSettledBlock() {
    return store.read(
        tx -> {
          final long newestL1Block =
              tx.l1Blocks().last().map(block -> block.number()).orElse(0L)
                  - config.selectedL1Confirmations();
          // Batches are on L1 in the order of their numbers: the last that is old enough is found
          // by halving.
          long settled = 0;
          long above = tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L) + 1;
          while (settled + 1 < above) {
            final long middle = (settled + above) >>> 1;
            final boolean old =
                tx.virtualBatches()
                    .find(middle)
                    .filter(batch -> batch.l1Block() <= newestL1Block)
                    .isPresent();
            settled = old ? middle : settled;
            above = old ? above : middle;
          }
          return tx.batches().find(settled).map(Batch::lastBlock).orElse(0L);
        });
  }
}
