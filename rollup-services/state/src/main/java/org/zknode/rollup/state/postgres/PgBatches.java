/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore.Batches;

/** Table state.batch. */
record PgBatches(Handle handle) implements Batches {

  @Override
  public void insert(final Batch batch) {
    bind(
            handle.createUpdate(
                """
                INSERT INTO state.batch (number, first_block, last_block, l2_data, state_root,
                  closed, checked, closing_reason, forced_number, forced_global_exit_root,
                  forced_timestamp, forced_block_hash_l1)
                VALUES (:number, :first, :last, :data, :root, :closed, :checked, :reason, :forced,
                  :forcedRoot, :forcedTimestamp, :forcedBlockHash)\
                """),
            batch)
        .execute();
  }

  @Override
  public void update(final Batch batch) {
    final int rows =
        bind(
                handle.createUpdate(
                    """
                    UPDATE state.batch SET first_block = :first, last_block = :last,
                      l2_data = :data, state_root = :root, closed = :closed, checked = :checked,
                      closing_reason = :reason, forced_number = :forced,
                      forced_global_exit_root = :forcedRoot, forced_timestamp = :forcedTimestamp,
                      forced_block_hash_l1 = :forcedBlockHash
                    WHERE number = :number\
                    """),
                batch)
            .execute();
    if (rows != 1) {
      throw new IllegalStateException("state DB has no batch " + batch.number() + " to update");
    }
  }

  private static Update bind(final Update update, final Batch batch) {
    return update
        .bind("number", batch.number())
        .bind("first", batch.firstBlock())
        .bind("last", batch.lastBlock())
        .bind("data", batch.batchL2Data().toArrayUnsafe())
        .bind("root", batch.stateRoot().toArrayUnsafe())
        .bind("closed", batch.closed())
        .bind("checked", batch.checked())
        .bind("reason", batch.closingReason().orElse(null))
        .bind("forced", batch.forced().map(ForcedInput::number).orElse(null))
        .bind(
            "forcedRoot",
            batch.forced().map(input -> input.globalExitRoot().toArrayUnsafe()).orElse(null))
        .bind("forcedTimestamp", batch.forced().map(ForcedInput::timestamp).orElse(null))
        .bind(
            "forcedBlockHash",
            batch.forced().map(input -> input.blockHashL1().toArrayUnsafe()).orElse(null));
  }

  @Override
  public Optional<Batch> find(final long number) {
    return handle
        .createQuery("SELECT * FROM state.batch WHERE number = :number")
        .bind("number", number)
        .map(PgBatches::map)
        .findOne();
  }

  @Override
  public Optional<Batch> last() {
    return handle
        .createQuery("SELECT * FROM state.batch ORDER BY number DESC LIMIT 1")
        .map(PgBatches::map)
        .findOne();
  }

  @Override
  public Optional<Batch> lastClosed() {
    return handle
        .createQuery("SELECT * FROM state.batch WHERE closed ORDER BY number DESC LIMIT 1")
        .map(PgBatches::map)
        .findOne();
  }

  @Override
  public List<Batch> closedFrom(final long number, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.batch WHERE closed AND number >= :number"
                + " ORDER BY number LIMIT :limit")
        .bind("number", number)
        .bind("limit", limit)
        .map(PgBatches::map)
        .list();
  }

  /** The length of a value is stored beside it: no data is read. */
  @Override
  public Extent above(final long number) {
    return handle
        .createQuery(
            "SELECT count(*) AS batches, coalesce(sum(octet_length(l2_data)), 0) AS bytes"
                + " FROM state.batch WHERE number > :number")
        .bind("number", number)
        .map((row, context) -> new Extent(row.getLong("batches"), row.getLong("bytes")))
        .one();
  }

  @Override
  public long lastForced() {
    return handle
        .createQuery("SELECT coalesce(max(forced_number), 0) FROM state.batch")
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

  private static Batch map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new Batch(
        row.getLong("number"),
        row.getLong("first_block"),
        row.getLong("last_block"),
        Rows.bytes(row, "l2_data"),
        Rows.bytes32(row, "state_root"),
        row.getBoolean("closed"),
        row.getBoolean("checked"),
        Rows.optionalText(row, "closing_reason"),
        forced(row));
  }

  private static Optional<ForcedInput> forced(final ResultSet row) throws SQLException {
    final long number = row.getLong("forced_number");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new ForcedInput(
                number,
                Rows.bytes32(row, "forced_global_exit_root"),
                row.getLong("forced_timestamp"),
                Rows.bytes32(row, "forced_block_hash_l1")));
  }
}
