/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore.L1Blocks;

/** Table state.l1_block. */
record PgL1Blocks(Handle handle) implements L1Blocks {

  /** Another block of the same number is an error: the reorg must have been unwound before. */
  @Override
  public void insert(final L1BlockRef block) {
    handle
        .createUpdate(
            """
            INSERT INTO state.l1_block (number, hash, parent_hash, timestamp)
            VALUES (:number, :hash, :parent, :timestamp)
            ON CONFLICT (number, hash) DO NOTHING""")
        .bind("number", block.number())
        .bind("hash", block.hash().toArrayUnsafe())
        .bind("parent", block.parentHash().toArrayUnsafe())
        .bind("timestamp", block.timestamp())
        .execute();
  }

  @Override
  public Optional<L1BlockRef> last() {
    return atOrBelow(Long.MAX_VALUE);
  }

  @Override
  public Optional<L1BlockRef> atOrBelow(final long number) {
    return handle
        .createQuery(
            "SELECT * FROM state.l1_block WHERE number <= :number ORDER BY number DESC LIMIT 1")
        .bind("number", number)
        .map(PgL1Blocks::map)
        .findOne();
  }

  @Override
  public void deleteAbove(final long number) {
    handle
        .createUpdate("DELETE FROM state.l1_block WHERE number > :number")
        .bind("number", number)
        .execute();
  }

  private static L1BlockRef map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new L1BlockRef(
        row.getLong("number"),
        Rows.bytes32(row, "hash"),
        Rows.bytes32(row, "parent_hash"),
        row.getLong("timestamp"));
  }
}
