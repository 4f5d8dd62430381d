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
import org.zknode.rollup.state.StateStore.VerifiedBatches;
import org.zknode.rollup.state.VerifiedBatch;

/** Table state.verified_batch. */
record PgVerifiedBatches(Handle handle) implements VerifiedBatches {

  @Override
  public void insert(final VerifiedBatch batch) {
    handle
        .createUpdate(
            """
            INSERT INTO state.verified_batch (number, state_root, l1_transaction, l1_block,
              aggregator)
            VALUES (:number, :root, :transaction, :block, :aggregator)""")
        .bind("number", batch.number())
        .bind("root", batch.stateRoot().toArrayUnsafe())
        .bind("transaction", batch.l1Transaction().toArrayUnsafe())
        .bind("block", batch.l1Block())
        .bind("aggregator", batch.aggregator().bytes().toArrayUnsafe())
        .execute();
  }

  @Override
  public Optional<VerifiedBatch> last() {
    return handle
        .createQuery("SELECT * FROM state.verified_batch ORDER BY number DESC LIMIT 1")
        .map(PgVerifiedBatches::map)
        .findOne();
  }

  @Override
  public Optional<VerifiedBatch> covering(final long number) {
    return handle
        .createQuery(
            "SELECT * FROM state.verified_batch WHERE number >= :number ORDER BY number LIMIT 1")
        .bind("number", number)
        .map(PgVerifiedBatches::map)
        .findOne();
  }

  @Override
  public Optional<VerifiedBatch> atOrBelow(final long number) {
    return handle
        .createQuery(
            "SELECT * FROM state.verified_batch WHERE number <= :number ORDER BY number DESC LIMIT 1")
        .bind("number", number)
        .map(PgVerifiedBatches::map)
        .findOne();
  }

  private static VerifiedBatch map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new VerifiedBatch(
        row.getLong("number"),
        Rows.bytes32(row, "state_root"),
        Rows.bytes32(row, "l1_transaction"),
        row.getLong("l1_block"),
        Rows.address(row, "aggregator"));
  }
}
