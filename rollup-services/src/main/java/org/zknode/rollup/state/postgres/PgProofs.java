/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore.Proofs;

/** Table state.batch_proof; the database itself refuses rows that cover the same batch. */
record PgProofs(Handle handle) implements Proofs {

  @Override
  public boolean tryLease(final Proof lease, final long nowMillis) {
    if (lease.proof().isPresent() || lease.leaseUntilMillis().isEmpty()) {
      throw new IllegalArgumentException(
          "a lease on batches %d to %d needs an end and has no proof"
              .formatted(lease.fromBatch(), lease.toBatch()));
    }
    handle
        .createUpdate(
            "DELETE FROM state.batch_proof WHERE proof IS NULL AND lease_until <= :now"
                + " AND from_batch <= :to AND to_batch >= :from")
        .bind("now", nowMillis)
        .bind("from", lease.fromBatch())
        .bind("to", lease.toBatch())
        .execute();
    return insert(lease) == 1;
  }

  private int insert(final Proof proof) {
    return handle
        .createUpdate(
            """
            INSERT INTO state.batch_proof (from_batch, to_batch, proof, lease_token, lease_until,
              prover)
            VALUES (:from, :to, :proof, :token, :until, :prover)
            ON CONFLICT DO NOTHING""")
        .bind("from", proof.fromBatch())
        .bind("to", proof.toBatch())
        .bind("proof", proof.proof().orElse(null))
        .bind("token", proof.leaseToken())
        .bind("until", proof.leaseUntilMillis().orElse(null))
        .bind("prover", proof.prover())
        .execute();
  }

  @Override
  public boolean complete(
      final long fromBatch, final long toBatch, final long leaseToken, final String proof) {
    return handle
            .createUpdate(
                "UPDATE state.batch_proof SET proof = :proof, lease_until = NULL"
                    + " WHERE from_batch = :from AND to_batch = :to AND lease_token = :token"
                    + " AND proof IS NULL")
            .bind("proof", proof)
            .bind("from", fromBatch)
            .bind("to", toBatch)
            .bind("token", leaseToken)
            .execute()
        == 1;
  }

  @Override
  public void release(final long fromBatch, final long toBatch, final long leaseToken) {
    handle
        .createUpdate(
            "DELETE FROM state.batch_proof WHERE from_batch = :from AND to_batch = :to"
                + " AND lease_token = :token AND proof IS NULL")
        .bind("from", fromBatch)
        .bind("to", toBatch)
        .bind("token", leaseToken)
        .execute();
  }

  @Override
  public List<Proof> complete() {
    return handle
        .createQuery("SELECT * FROM state.batch_proof WHERE proof IS NOT NULL ORDER BY from_batch")
        .map(PgProofs::map)
        .list();
  }

  @Override
  public List<Proof> all() {
    return handle
        .createQuery("SELECT * FROM state.batch_proof ORDER BY from_batch")
        .map(PgProofs::map)
        .list();
  }

  @Override
  public void replaceByAggregate(final Proof first, final Proof second, final Proof union) {
    if (first.toBatch() + 1 != second.fromBatch()
        || union.fromBatch() != first.fromBatch()
        || union.toBatch() != second.toBatch()
        || union.proof().isEmpty()) {
      throw new IllegalArgumentException(
          "proofs %s and %s do not make %s".formatted(range(first), range(second), range(union)));
    }
    final int deleted = deleteComplete(first) + deleteComplete(second);
    if (deleted != 2 || insert(union) != 1) {
      throw new IllegalStateException(
          "complete proofs %s and %s are not both there any more"
              .formatted(range(first), range(second)));
    }
  }

  private int deleteComplete(final Proof proof) {
    return deleteComplete(proof.fromBatch(), proof.toBatch());
  }

  private int deleteComplete(final long fromBatch, final long toBatch) {
    return handle
        .createUpdate(
            "DELETE FROM state.batch_proof WHERE from_batch = :from AND to_batch = :to"
                + " AND proof IS NOT NULL")
        .bind("from", fromBatch)
        .bind("to", toBatch)
        .execute();
  }

  @Override
  public void delete(final long fromBatch, final long toBatch) {
    deleteComplete(fromBatch, toBatch);
  }

  @Override
  public void deleteUpTo(final long batchNumber) {
    handle
        .createUpdate("DELETE FROM state.batch_proof WHERE to_batch <= :number")
        .bind("number", batchNumber)
        .execute();
  }

  private static String range(final Proof proof) {
    return proof.fromBatch() + " to " + proof.toBatch();
  }

  private static Proof map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new Proof(
        row.getLong("from_batch"),
        row.getLong("to_batch"),
        Rows.optionalText(row, "proof"),
        row.getLong("lease_token"),
        Rows.optionalLong(row, "lease_until"),
        row.getString("prover"));
  }
}
