/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.StateStore.BlockIntents;

/** Table state.block_intent. */
record PgBlockIntents(Handle handle) implements BlockIntents {

  @Override
  public void put(final BlockIntent intent) {
    handle
        .createUpdate(
            """
            INSERT INTO state.block_intent (number, parent_hash, timestamp, batch_number,
              l1_info_tree_index)
            VALUES (:number, :parent, :timestamp, :batch, :index)
            ON CONFLICT (number) DO UPDATE SET parent_hash = excluded.parent_hash,
              timestamp = excluded.timestamp, batch_number = excluded.batch_number,
              l1_info_tree_index = excluded.l1_info_tree_index""")
        .bind("number", intent.number())
        .bind("parent", intent.parentHash().toArrayUnsafe())
        .bind("timestamp", intent.timestamp())
        .bind("batch", intent.batchNumber())
        .bind("index", intent.l1InfoTreeIndex())
        .execute();
  }

  @Override
  public Optional<BlockIntent> find(final long number) {
    return handle
        .createQuery("SELECT * FROM state.block_intent WHERE number = :number")
        .bind("number", number)
        .map(
            (row, context) ->
                new BlockIntent(
                    row.getLong("number"),
                    Rows.bytes32(row, "parent_hash"),
                    row.getLong("timestamp"),
                    row.getLong("batch_number"),
                    row.getLong("l1_info_tree_index")))
        .findOne();
  }

  @Override
  public void deleteUpTo(final long number) {
    handle
        .createUpdate("DELETE FROM state.block_intent WHERE number <= :number")
        .bind("number", number)
        .execute();
  }
}
