/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.OptionalMethods;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore.Batches;

/** Table state.batch. */
record PgBatches(Handle handle) implements Batches {
  private static final String SELECT =
      """
      SELECT number, first_block, last_block, l2_data AS batch_l2_data, state_root, closed, checked,
        closing_reason, forced_number AS forced, forced_number, forced_global_exit_root,
        forced_timestamp, forced_block_hash_l1
      FROM state.batch
      """;

  @Override
  public void insert(final Batch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO state.batch (number, first_block, last_block, l2_data, state_root,
              closed, checked, closing_reason, forced_number, forced_global_exit_root,
              forced_timestamp, forced_block_hash_l1)
            VALUES (:number, :firstBlock, :lastBlock, :batchL2Data, :stateRoot, :closed, :checked,
              :closingReason, :forced.number, :forced.globalExitRoot, :forced.timestamp,
              :forced.blockHashL1)""")
        .bindNamedArgumentFinder(new OptionalMethods("forced", batch.forced()))
        .bindMethods(batch)
        .execute();
  }

  @Override
  public void update(final Batch batch) {
    final int rows =
        handle
            .createUpdate(
                """
                UPDATE state.batch SET first_block = :firstBlock, last_block = :lastBlock,
                  l2_data = :batchL2Data, state_root = :stateRoot, closed = :closed,
                  checked = :checked, closing_reason = :closingReason,
                  forced_number = :forced.number,
                  forced_global_exit_root = :forced.globalExitRoot,
                  forced_timestamp = :forced.timestamp,
                  forced_block_hash_l1 = :forced.blockHashL1
                WHERE number = :number""")
            .bindNamedArgumentFinder(new OptionalMethods("forced", batch.forced()))
            .bindMethods(batch)
            .execute();
    if (rows != 1) {
      throw new IllegalStateException("state DB has no batch " + batch.number() + " to update");
    }
  }

  @Override
  public Optional<Batch> find(final long number) {
    return handle.select(SELECT + "WHERE number = ?", number).mapTo(Batch.class).findOne();
  }

  @Override
  public Optional<Batch> last() {
    return handle.select(SELECT + "ORDER BY number DESC LIMIT 1").mapTo(Batch.class).findOne();
  }

  @Override
  public Optional<Batch> lastClosed() {
    return handle
        .select(SELECT + "WHERE closed ORDER BY number DESC LIMIT 1")
        .mapTo(Batch.class)
        .findOne();
  }

  @Override
  public List<Batch> closedFrom(final long number, final int limit) {
    return handle
        .select(SELECT + "WHERE closed AND number >= ? ORDER BY number LIMIT ?", number, limit)
        .mapTo(Batch.class)
        .list();
  }

  /** The length of a value is stored beside it: no data is read. */
  @Override
  public Extent above(final long number) {
    return handle
        .select(
            "SELECT count(*) AS batches, coalesce(sum(octet_length(l2_data)), 0) AS bytes"
                + " FROM state.batch WHERE number > ?",
            number)
        .mapTo(Extent.class)
        .one();
  }

  @Override
  public long lastForced() {
    return handle
        .select("SELECT coalesce(max(forced_number), 0) FROM state.batch")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void deleteAbove(final long number) {
    for (final String statement :
        List.of(
            "DELETE FROM state.l2_block WHERE batch_number > :number",
            "DELETE FROM state.block_intent WHERE batch_number > :number",
            "DELETE FROM state.batch_signature WHERE batch_number > :number",
            "DELETE FROM state.batch_proof WHERE to_batch > :number",
            "DELETE FROM state.batch WHERE number > :number")) {
      handle.createUpdate(statement).bind("number", number).execute();
    }
  }
}
