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

  private static final String PUT =
      """
      INSERT INTO state.block_intent AS present (number, parent_hash, timestamp, batch_number,
        l1_info_tree_index)
      VALUES (:number, :parentHash, :timestamp, :batchNumber, :l1InfoTreeIndex)
      ON CONFLICT (number) DO UPDATE SET parent_hash = excluded.parent_hash,
        timestamp = excluded.timestamp, batch_number = excluded.batch_number,
        l1_info_tree_index = excluded.l1_info_tree_index""";

  private static final String UNLESS_PROMISED =
      """

      WHERE NOT EXISTS (
        SELECT FROM state.block_slice WHERE block_number = present.number)""";

  @Override
  public void put(final BlockIntent intent) {
    handle.createUpdate(PUT).bindMethods(intent).execute();
  }

  @Override
  public boolean putUnlessPromised(final BlockIntent intent) {
    return handle.createUpdate(PUT + UNLESS_PROMISED).bindMethods(intent).execute() > 0;
  }

  @Override
  public Optional<BlockIntent> find(final long number) {
    return handle
        .select("SELECT * FROM state.block_intent WHERE number = ?", number)
        .mapTo(BlockIntent.class)
        .findOne();
  }

  @Override
  public int deleteUpTo(final long number) {
    // Both see what was there before the statement.
    return handle
        .createQuery(
            """
            WITH gone AS (DELETE FROM state.block_intent WHERE number <= :number)
            SELECT count(*) FROM state.block_slice WHERE block_number = :number""")
        .bind("number", number)
        .mapTo(Integer.class)
        .one();
  }
}
