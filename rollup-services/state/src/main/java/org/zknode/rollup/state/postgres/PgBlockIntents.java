/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
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
            VALUES (:number, :parentHash, :timestamp, :batchNumber, :l1InfoTreeIndex)
            ON CONFLICT (number) DO UPDATE SET parent_hash = excluded.parent_hash,
              timestamp = excluded.timestamp, batch_number = excluded.batch_number,
              l1_info_tree_index = excluded.l1_info_tree_index""")
        .bindMethods(intent)
        .execute();
  }

  @Override
  public Optional<BlockIntent> find(final long number) {
    return handle
        .select("SELECT * FROM state.block_intent WHERE number = ?", number)
        .mapTo(BlockIntent.class)
        .findOne();
  }

  @Override
  public void deleteUpTo(final long number) {
    handle.execute("DELETE FROM state.block_intent WHERE number <= ?", number);
  }
}
