/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore.ForcedBatches;

/** Table state.forced_batch. */
record PgForcedBatches(Handle handle, Changes changes) implements ForcedBatches {
  private static final String SELECT =
      """
      SELECT number AS input, number AS input_number, global_exit_root AS input_global_exit_root,
        timestamp AS input_timestamp, block_hash_l1 AS input_block_hash_l1, l1_block,
        l1_transaction, sender, coalesce(l2_data, (SELECT w.l2_data FROM state.whole_batch w
          WHERE w.number = own_batch)) AS batch_l2_data
      FROM state.forced_batch
      """;

  @Override
  public void insert(final ForcedBatch batch) {
    final Optional<Long> own = new SharedData(handle).ofForced(batch.number(), batch.batchL2Data());
    changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.forced_batch (number, l1_block, l1_transaction, sender, l2_data,
              own_batch, global_exit_root, timestamp, block_hash_l1, queue_hash)
            VALUES (:number, :l1Block, :l1Transaction, :sender, :data, :own, :input.globalExitRoot,
              :input.timestamp, :input.blockHashL1, :queueHash)""")
            .bindMethods(batch)
            .bind("data", own.isPresent() ? Optional.empty() : Optional.of(batch.batchL2Data()))
            .bind("own", own)
            .execute());
  }

  @Override
  public Optional<ForcedBatch> find(final long number) {
    return from(number, 1).stream().filter(batch -> batch.number() == number).findFirst();
  }

  @Override
  public Optional<ForcedBatch> last() {
    return handle
        .select(SELECT + "ORDER BY number DESC LIMIT 1")
        .mapTo(ForcedBatch.class)
        .findOne();
  }

  @Override
  public List<ForcedBatch> from(final long number, final int limit) {
    return handle
        .select(SELECT + "WHERE number >= ? ORDER BY number LIMIT ?", number, limit)
        .mapTo(ForcedBatch.class)
        .list();
  }
}
