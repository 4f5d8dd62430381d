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
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.StateStore.VirtualBatches;
import org.zknode.rollup.state.VirtualBatch;

/** Table state.virtual_batch. */
record PgVirtualBatches(Handle handle) implements VirtualBatches {

  @Override
  public void insert(final VirtualBatch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO state.virtual_batch (number, l2_data, l1_transaction, l1_block, coinbase,
              l1_info_root, timestamp_limit, acc_input_hash, sequence_from, sequence_to,
              forced_number, forced_block_hash_l1)
            VALUES (:number, :data, :transaction, :block, :coinbase, :root, :limit, :hash, :from,
              :to, :forced, :forcedBlockHash)""")
        .bind("number", batch.number())
        .bind("data", batch.batchL2Data().toArrayUnsafe())
        .bind("transaction", batch.l1Transaction().toArrayUnsafe())
        .bind("block", batch.l1Block())
        .bind("coinbase", batch.coinbase().bytes().toArrayUnsafe())
        .bind("root", batch.l1InfoRoot().toArrayUnsafe())
        .bind("limit", batch.timestampLimit())
        .bind("hash", batch.accInputHash().toArrayUnsafe())
        .bind("from", batch.sequenceFrom())
        .bind("to", batch.sequenceTo())
        .bind("forced", batch.forced().map(ForcedInput::number).orElse(null))
        .bind(
            "forcedBlockHash",
            batch.forced().map(input -> input.blockHashL1().toArrayUnsafe()).orElse(null))
        .execute();
  }

  @Override
  public long lastForced() {
    return handle
        .createQuery("SELECT coalesce(max(forced_number), 0) FROM state.virtual_batch")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<VirtualBatch> find(final long number) {
    return handle
        .createQuery("SELECT * FROM state.virtual_batch WHERE number = :number")
        .bind("number", number)
        .map(PgVirtualBatches::map)
        .findOne();
  }

  @Override
  public Optional<VirtualBatch> last() {
    return handle
        .createQuery("SELECT * FROM state.virtual_batch ORDER BY number DESC LIMIT 1")
        .map(PgVirtualBatches::map)
        .findOne();
  }

  @Override
  public List<VirtualBatch> from(final long number, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.virtual_batch WHERE number >= :number"
                + " ORDER BY number LIMIT :limit")
        .bind("number", number)
        .bind("limit", limit)
        .map(PgVirtualBatches::map)
        .list();
  }

  private static VirtualBatch map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new VirtualBatch(
        row.getLong("number"),
        Rows.bytes(row, "l2_data"),
        Rows.bytes32(row, "l1_transaction"),
        row.getLong("l1_block"),
        Rows.address(row, "coinbase"),
        Rows.bytes32(row, "l1_info_root"),
        row.getLong("timestamp_limit"),
        Rows.bytes32(row, "acc_input_hash"),
        row.getLong("sequence_from"),
        row.getLong("sequence_to"),
        forced(row));
  }

  private static Optional<ForcedInput> forced(final ResultSet row) throws SQLException {
    final long number = row.getLong("forced_number");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new ForcedInput(
                number,
                Rows.bytes32(row, "l1_info_root"),
                row.getLong("timestamp_limit"),
                Rows.bytes32(row, "forced_block_hash_l1")));
  }
}
