/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore.Blocks;

/** Table state.l2_block. */
record PgBlocks(Handle handle, Changes changes) implements Blocks {
  private static final String INSERT =
      """
      INSERT INTO state.l2_block (number, hash, batch_number, timestamp, l1_info_tree_index,
        transaction_count)
      VALUES (:number, :hash, :batchNumber, :timestamp, :l1InfoTreeIndex,
        :transactionCount)""";

  @Override
  public void insert(final BlockInfo block) {
    changes.blocks(handle.createUpdate(INSERT).bindMethods(block).execute());
  }

  @Override
  public void insertAll(final List<BlockInfo> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    final PreparedBatch batch = handle.prepareBatch(INSERT);
    blocks.forEach(block -> batch.bindMethods(block).add());
    changes.blocks(IntStream.of(batch.execute()).sum());
  }

  @Override
  public void put(final BlockInfo block) {
    changes.rows(
        handle
            .createUpdate("DELETE FROM state.l2_block WHERE number = :number OR hash = :hash")
            .bindMethods(block)
            .execute());
    insert(block);
  }

  @Override
  public List<BlockInfo> from(final long number, final int limit) {
    return handle
        .select(
            "SELECT * FROM state.l2_block WHERE number >= ? ORDER BY number LIMIT ?", number, limit)
        .mapTo(BlockInfo.class)
        .list();
  }

  @Override
  public Optional<BlockInfo> find(final long number) {
    return handle
        .select("SELECT * FROM state.l2_block WHERE number = ?", number)
        .mapTo(BlockInfo.class)
        .findOne();
  }

  @Override
  public Optional<BlockInfo> last() {
    return handle
        .select("SELECT * FROM state.l2_block ORDER BY number DESC LIMIT 1")
        .mapTo(BlockInfo.class)
        .findOne();
  }

  @Override
  public void assignBatch(final long firstBlock, final long lastBlock, final long batchNumber) {
    changes.rows(
        handle.execute(
            "UPDATE state.l2_block SET batch_number = ? WHERE number BETWEEN ? AND ?",
            batchNumber,
            firstBlock,
            lastBlock));
  }

  @Override
  public List<BlockInfo> ofBatch(final long batchNumber) {
    return handle
        .select("SELECT * FROM state.l2_block WHERE batch_number = ? ORDER BY number", batchNumber)
        .mapTo(BlockInfo.class)
        .list();
  }

  @Override
  public long highestL1InfoTreeIndex() {
    return handle
        .select("SELECT coalesce(max(l1_info_tree_index), 0) FROM state.l2_block")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<BlockInfo> lastWithL1InfoLeaf() {
    return handle
        .select(
            "SELECT * FROM state.l2_block WHERE l1_info_tree_index > 0"
                + " ORDER BY l1_info_tree_index DESC, number DESC LIMIT 1")
        .mapTo(BlockInfo.class)
        .findOne();
  }

  @Override
  public void deleteAbove(final long number) {
    changes.rows(handle.execute("DELETE FROM state.l2_block WHERE number > ?", number));
  }
}
