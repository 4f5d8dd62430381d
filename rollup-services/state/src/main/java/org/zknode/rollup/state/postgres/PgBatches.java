/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.OptionalMethods;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore.Batches;

/** Tables state.batch and state.batch_part, read through the view state.whole_batch. */
record PgBatches(Handle handle, Changes changes) implements Batches {
  private static final String SELECT =
      """
      SELECT number, first_block, last_block, l2_data AS batch_l2_data, state_root, closed, checked,
        closing_reason, forced_number AS forced, forced_number, forced_global_exit_root,
        forced_timestamp, forced_block_hash_l1
      FROM state.whole_batch
      """;

  @Override
  public void insert(final Batch batch) {
    changes.rows(
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
            .execute());
    if (batch.closed()) {
      new SharedData(handle).takeFromL1(batch.number());
    }
  }

  @Override
  public void update(final Batch batch) {
    new SharedData(handle).leaveToL1(batch.number(), batch.number());
    handle.execute("DELETE FROM state.batch_part WHERE batch_number = ?", batch.number());
    final int rows =
        changes.rows(
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
                .execute());
    if (rows != 1) {
      throw Batches.missing(batch.number());
    }
    if (batch.closed()) {
      new SharedData(handle).takeFromL1(batch.number());
    }
  }

  @Override
  public void append(
      final long number, final long block, final Bytes data, final Bytes32 stateRoot) {
    final int rows =
        changes.blocks(
            handle
                .createUpdate(
                    """
                INSERT INTO state.batch_part (batch_number, block, data, state_root)
                SELECT number, :block, :data, :root FROM state.whole_batch
                WHERE number = :number AND NOT closed AND last_block = :block - 1""")
                .bind("number", number)
                .bind("block", block)
                .bind("data", data)
                .bind("root", stateRoot)
                .execute());
    if (rows != 1) {
      throw Batches.notNext(number, block);
    }
  }

  /** The row has its batch's last block and root from here on, whatever parts there are. */
  @Override
  public void close(final long number, final ClosingReason reason) {
    changes.rows(
        handle
            .createUpdate(
                """
            UPDATE state.batch SET closed = true, checked = false, closing_reason = :closingReason,
              last_block = :lastBlock, state_root = :stateRoot
            WHERE number = :number""")
            .bindMethods(locked(number).closedBy(reason))
            .execute());
    new SharedData(handle).takeFromL1(number);
  }

  @Override
  public void markChecked(final long number) {
    changes.rows(
        handle
            .createUpdate("UPDATE state.batch SET checked = :checked WHERE number = :number")
            .bindMethods(locked(number).afterCheck())
            .execute());
  }

  private Batch locked(final long number) {
    handle.execute("SELECT FROM state.batch WHERE number = ? FOR UPDATE", number);
    return find(number).orElseThrow(() -> Batches.missing(number));
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
            """
            SELECT count(*) AS batches, coalesce(sum(octet_length(l2_data)), 0)
              + (SELECT coalesce(sum(octet_length(data)), 0) FROM state.batch_part
                WHERE batch_number > ?) AS bytes
            FROM state.batch WHERE number > ?""",
            number,
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
    new SharedData(handle).leaveToL1(number + 1, Long.MAX_VALUE);
    for (final String statement :
        List.of(
            "DELETE FROM state.l2_block WHERE batch_number > :number",
            "DELETE FROM state.block_intent WHERE batch_number > :number",
            "DELETE FROM state.batch_signature WHERE batch_number > :number",
            "DELETE FROM state.batch_proof WHERE to_batch > :number",
            "DELETE FROM state.batch WHERE number > :number")) {
      changes.rows(handle.createUpdate(statement).bind("number", number).execute());
    }
  }
}
