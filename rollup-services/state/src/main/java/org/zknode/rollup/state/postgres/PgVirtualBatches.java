/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.OptionalMethods;
import org.zknode.rollup.state.StateStore.VirtualBatches;
import org.zknode.rollup.state.VirtualBatch;

/** Table state.virtual_batch; its data may be that of an own batch ({@link SharedData}). */
record PgVirtualBatches(Handle handle, Changes changes) implements VirtualBatches {
  private static final String SELECT =
      """
      SELECT number, coalesce(l2_data, (SELECT w.l2_data FROM state.whole_batch w
        WHERE w.number = own_batch)) AS batch_l2_data, l1_transaction, l1_block, coinbase, l1_info_root,
        timestamp_limit, acc_input_hash, sequence_from, sequence_to,
        forced_number AS forced, forced_number, l1_info_root AS forced_global_exit_root,
        timestamp_limit AS forced_timestamp, forced_block_hash_l1
      FROM state.virtual_batch
      """;

  @Override
  public void insert(final VirtualBatch batch) {
    final boolean shared =
        new SharedData(handle).ofBatch(batch.number(), batch.batchL2Data()).isPresent();
    changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.virtual_batch (number, l2_data, l1_transaction, l1_block, coinbase,
              l1_info_root, timestamp_limit, acc_input_hash, sequence_from, sequence_to,
              forced_number, forced_block_hash_l1)
            VALUES (:number, :data, :l1Transaction, :l1Block, :coinbase, :l1InfoRoot,
              :timestampLimit, :accInputHash, :sequenceFrom, :sequenceTo, :forced.number,
              :forced.blockHashL1)""")
            .bindNamedArgumentFinder(new OptionalMethods("forced", batch.forced()))
            .bindMethods(batch)
            .bind("data", shared ? Optional.empty() : Optional.of(batch.batchL2Data()))
            .execute());
  }

  @Override
  public long lastForced() {
    return handle
        .select("SELECT coalesce(max(forced_number), 0) FROM state.virtual_batch")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<VirtualBatch> find(final long number) {
    return handle.select(SELECT + "WHERE number = ?", number).mapTo(VirtualBatch.class).findOne();
  }

  @Override
  public Optional<VirtualBatch> last() {
    return handle
        .select(SELECT + "ORDER BY number DESC LIMIT 1")
        .mapTo(VirtualBatch.class)
        .findOne();
  }

  @Override
  public List<VirtualBatch> from(final long number, final int limit) {
    return handle
        .select(SELECT + "WHERE number >= ? ORDER BY number LIMIT ?", number, limit)
        .mapTo(VirtualBatch.class)
        .list();
  }
}
