/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.database.Database;

/**
 * Deletes rows of the state DB that only grow in number and that nothing asks for any more, and
 * calldata that is not sent again. What the rollup is made of (batches, blocks, L1 info leaves,
 * what L1 has virtual and verified) is never deleted. Each statement is a transaction of its own;
 * one that is cut is done again.
 */
public final class PgRetention {
  /** Events, for people: the newest so many at the most. */
  public static final long MAX_EVENTS = 1_000_000;

  /** And none that is older. */
  public static final Duration EVENT_AGE = Duration.ofDays(90);

  /**
   * L1 blocks behind the newest one, about a week: no reorg goes back so far. Older blocks are kept
   * only where something was read from them, and the very first one, by which another chain is
   * told.
   */
  public static final long L1_BLOCKS = 50_000;

  /**
   * L1 blocks behind the newest one after which the calldata of a finished L1 transaction is
   * dropped: it would be sent again only after a reorg that goes back less far. Batches have what
   * was in it.
   */
  public static final long CALLDATA_L1_BLOCKS = 128;

  /** L1 transactions of each owner that are kept however old they are: senders look at them. */
  public static final int TRANSACTIONS_OF_OWNER = 1_000;

  /**
   * For each of those so many failed ones are kept: they have the reason of a failure. One goes
   * only after another one of its owner was mined so long after it that no nonce of its time can be
   * used any more.
   */
  static final int FAILED_FOR_EACH = 2;

  /** Rows per statement, so that none takes long. */
  static final int ROWS_AT_ONCE = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(PgRetention.class);

  private static final String EVENTS =
      """
      DELETE FROM state.event WHERE id IN (
        SELECT id FROM state.event
        WHERE id <= (SELECT max(id) FROM state.event) - :events OR time_millis < :before
        ORDER BY id LIMIT :limit)""";

  private static final String BLOCKS =
      """
      DELETE FROM state.l1_block WHERE number IN (
        SELECT b.number FROM state.l1_block b
        WHERE b.number < (SELECT max(number) FROM state.l1_block) - :depth
          AND b.number > (SELECT min(number) FROM state.l1_block)
          AND NOT EXISTS (SELECT 1 FROM state.exit_root c WHERE c.l1_block = b.number)
          AND NOT EXISTS (SELECT 1 FROM state.virtual_batch c WHERE c.l1_block = b.number)
          AND NOT EXISTS (SELECT 1 FROM state.verified_batch c WHERE c.l1_block = b.number)
          AND NOT EXISTS (SELECT 1 FROM state.forced_batch c WHERE c.l1_block = b.number)
        ORDER BY b.number LIMIT :limit)""";

  private static final String TRANSACTIONS =
      """
      DELETE FROM state.monitored_tx WHERE position IN (
        SELECT position FROM (
          SELECT position, status, l1_block,
            row_number() OVER (PARTITION BY owner ORDER BY position DESC) AS age
          FROM state.monitored_tx) m
        WHERE status = 'CONFIRMED' AND age > :keep
          AND l1_block < (SELECT max(number) FROM state.l1_block) - :depth
        ORDER BY position LIMIT :limit)""";

  private static final String FAILED =
      """
      DELETE FROM state.monitored_tx WHERE position IN (
        SELECT m.position FROM (
          SELECT position, owner, id, status, l1_block,
            row_number() OVER (PARTITION BY owner ORDER BY position DESC) AS age
          FROM state.monitored_tx) m
        WHERE m.status = 'FAILED' AND m.age > :keep
          AND (m.l1_block IS NULL
            OR m.l1_block < (SELECT max(number) FROM state.l1_block) - :depth)
          AND EXISTS (SELECT 1 FROM state.monitored_tx c
            WHERE c.owner = m.owner AND c.position > m.position AND c.status = 'CONFIRMED'
              AND c.l1_block < (SELECT max(number) FROM state.l1_block) - :depth)
          AND NOT EXISTS (SELECT 1 FROM state.monitored_tx d
            WHERE d.owner = m.owner AND d.depends_on = m.id AND d.status IN ('CREATED', 'SENT'))
        ORDER BY m.position LIMIT :limit)""";

  private static final String CALLDATA =
      """
      UPDATE state.monitored_tx SET data = '' WHERE position IN (
        SELECT position FROM state.monitored_tx
        WHERE status IN ('CONFIRMED', 'FAILED') AND data <> ''
          AND (status = 'FAILED' AND l1_block IS NULL
            OR l1_block < (SELECT max(number) FROM state.l1_block) - :depth)
        ORDER BY position LIMIT :limit)""";

  private final Database database;
  private final Clock clock;
  private final long maxEvents;
  private final long l1Blocks;
  private final int transactionsOfOwner;

  PgRetention(final Database database, final Clock clock) {
    this(database, clock, MAX_EVENTS, L1_BLOCKS, TRANSACTIONS_OF_OWNER);
  }

  PgRetention(
      final Database database,
      final Clock clock,
      final long maxEvents,
      final long l1Blocks,
      final int transactionsOfOwner) {
    this.database = database;
    this.clock = clock;
    this.maxEvents = maxEvents;
    this.l1Blocks = l1Blocks;
    this.transactionsOfOwner = transactionsOfOwner;
  }

  /** Deletes until nothing is left to delete. */
  public void step() {
    final long oldest = clock.millis() - EVENT_AGE.toMillis();
    final int events =
        repeat(EVENTS, update -> update.bind("events", maxEvents).bind("before", oldest));
    final int blocks = repeat(BLOCKS, update -> update.bind("depth", l1Blocks));
    // Before the mined ones, by which their age is told.
    final int failed =
        repeat(
            FAILED,
            update ->
                update.bind("depth", l1Blocks).bind("keep", FAILED_FOR_EACH * transactionsOfOwner));
    final int transactions =
        repeat(
            TRANSACTIONS,
            update -> update.bind("depth", l1Blocks).bind("keep", transactionsOfOwner));
    repeat(CALLDATA, update -> update.bind("depth", CALLDATA_L1_BLOCKS));
    if (events + blocks + transactions + failed > 0) {
      LOG.info(
          "deleted {} events, {} L1 blocks and {} L1 transactions that are no longer needed",
          events,
          blocks,
          transactions + failed);
    }
  }

  private int repeat(final String sql, final UnaryOperator<Update> limits) {
    int all = 0;
    int changed;
    do {
      changed =
          database.single(
              handle ->
                  limits.apply(handle.createUpdate(sql)).bind("limit", ROWS_AT_ONCE).execute());
      all += changed;
    } while (changed == ROWS_AT_ONCE);
    return all;
  }
}
