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
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore.ForcedBatches;

/** Table state.forced_batch. */
record PgForcedBatches(Handle handle) implements ForcedBatches {

  @Override
  public void insert(final ForcedBatch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO state.forced_batch (number, l1_block, l1_transaction, sender, l2_data,
              global_exit_root, timestamp, block_hash_l1, queue_hash)
            VALUES (:number, :block, :transaction, :sender, :data, :root, :timestamp, :blockHash,
              :queueHash)""")
        .bind("number", batch.number())
        .bind("block", batch.l1Block())
        .bind("transaction", batch.l1Transaction().toArrayUnsafe())
        .bind("sender", batch.sender().bytes().toArrayUnsafe())
        .bind("data", batch.batchL2Data().toArrayUnsafe())
        .bind("root", batch.input().globalExitRoot().toArrayUnsafe())
        .bind("timestamp", batch.input().timestamp())
        .bind("blockHash", batch.input().blockHashL1().toArrayUnsafe())
        .bind("queueHash", batch.queueHash().toArrayUnsafe())
        .execute();
  }

  @Override
  public Optional<ForcedBatch> find(final long number) {
    return from(number, 1).stream().filter(batch -> batch.number() == number).findFirst();
  }

  @Override
  public Optional<ForcedBatch> last() {
    return handle
        .createQuery("SELECT * FROM state.forced_batch ORDER BY number DESC LIMIT 1")
        .map(PgForcedBatches::map)
        .findOne();
  }

  @Override
  public List<ForcedBatch> from(final long number, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.forced_batch WHERE number >= :number"
                + " ORDER BY number LIMIT :limit")
        .bind("number", number)
        .bind("limit", limit)
        .map(PgForcedBatches::map)
        .list();
  }

  private static ForcedBatch map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new ForcedBatch(
        new ForcedInput(
            row.getLong("number"),
            Rows.bytes32(row, "global_exit_root"),
            row.getLong("timestamp"),
            Rows.bytes32(row, "block_hash_l1")),
        row.getLong("l1_block"),
        Rows.bytes32(row, "l1_transaction"),
        Rows.address(row, "sender"),
        Rows.bytes(row, "l2_data"));
  }
}
