/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.StateStore.VerifiedBatches;
import org.zknode.rollup.state.VerifiedBatch;

/** Table state.verified_batch. */
record PgVerifiedBatches(Handle handle, Changes changes) implements VerifiedBatches {

  @Override
  public void insert(final VerifiedBatch batch) {
    changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.verified_batch (number, state_root, l1_transaction, l1_block,
              aggregator)
            VALUES (:number, :stateRoot, :l1Transaction, :l1Block, :aggregator)""")
            .bindMethods(batch)
            .execute());
  }

  @Override
  public Optional<VerifiedBatch> last() {
    return handle
        .select("SELECT * FROM state.verified_batch ORDER BY number DESC LIMIT 1")
        .mapTo(VerifiedBatch.class)
        .findOne();
  }

  @Override
  public Optional<VerifiedBatch> covering(final long number) {
    return handle
        .select(
            "SELECT * FROM state.verified_batch WHERE number >= ? ORDER BY number LIMIT 1", number)
        .mapTo(VerifiedBatch.class)
        .findOne();
  }

  @Override
  public Optional<VerifiedBatch> atOrBelow(final long number) {
    return handle
        .select(
            "SELECT * FROM state.verified_batch WHERE number <= ? ORDER BY number DESC LIMIT 1",
            number)
        .mapTo(VerifiedBatch.class)
        .findOne();
  }
}
