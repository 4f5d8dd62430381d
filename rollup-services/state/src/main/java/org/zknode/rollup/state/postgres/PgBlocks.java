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
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore.Blocks;

/** Table state.l2_block. */
record PgBlocks(Handle handle) implements Blocks {

  @Override
  public void insert(final BlockInfo block) {
    handle
        .createUpdate(
            """
            INSERT INTO state.l2_block (number, hash, batch_number, timestamp, l1_info_tree_index,
              transaction_count)
            VALUES (:number, :hash, :batch, :timestamp, :index, :transactions)""")
        .bind("number", block.number())
        .bind("hash", block.hash().toArrayUnsafe())
        .bind("batch", block.batchNumber())
        .bind("timestamp", block.timestamp())
        .bind("index", block.l1InfoTreeIndex())
        .bind("transactions", block.transactionCount())
        .execute();
  }

  @Override
  public void put(final BlockInfo block) {
    handle
        .createUpdate("DELETE FROM state.l2_block WHERE number = :number OR hash = :hash")
        .bind("number", block.number())
        .bind("hash", block.hash().toArrayUnsafe())
        .execute();
    insert(block);
  }

  @Override
  public List<BlockInfo> from(final long number, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.l2_block WHERE number >= :number ORDER BY number LIMIT :limit")
        .bind("number", number)
        .bind("limit", limit)
        .map(PgBlocks::map)
        .list();
  }

  @Override
  public Optional<BlockInfo> find(final long number) {
    return handle
        .createQuery("SELECT * FROM state.l2_block WHERE number = :number")
        .bind("number", number)
        .map(PgBlocks::map)
        .findOne();
  }

  @Override
  public Optional<BlockInfo> last() {
    return handle
        .createQuery("SELECT * FROM state.l2_block ORDER BY number DESC LIMIT 1")
        .map(PgBlocks::map)
        .findOne();
  }

  @Override
  public void assignBatch(final long firstBlock, final long lastBlock, final long batchNumber) {
    handle
        .createUpdate(
            "UPDATE state.l2_block SET batch_number = :batch"
                + " WHERE number BETWEEN :first AND :last")
        .bind("batch", batchNumber)
        .bind("first", firstBlock)
        .bind("last", lastBlock)
        .execute();
  }

  @Override
  public List<BlockInfo> ofBatch(final long batchNumber) {
    return handle
        .createQuery("SELECT * FROM state.l2_block WHERE batch_number = :batch ORDER BY number")
        .bind("batch", batchNumber)
        .map(PgBlocks::map)
        .list();
  }

  @Override
  public long highestL1InfoTreeIndex() {
    return handle
        .createQuery("SELECT coalesce(max(l1_info_tree_index), 0) FROM state.l2_block")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void deleteAbove(final long number) {
    handle
        .createUpdate("DELETE FROM state.l2_block WHERE number > :number")
        .bind("number", number)
        .execute();
  }

  private static BlockInfo map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new BlockInfo(
        row.getLong("number"),
        Rows.bytes32(row, "hash"),
        row.getLong("batch_number"),
        row.getLong("timestamp"),
        row.getLong("l1_info_tree_index"),
        row.getInt("transaction_count"));
  }
}
