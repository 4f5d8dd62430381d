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
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
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
  public void releaseAll() {
    handle.createUpdate("DELETE FROM state.batch_proof WHERE proof IS NULL").execute();
  }

  @Override
  public long firstUncovered(final long fromBatch, final long nowMillis) {
    return handle
        .createQuery(
            """
            WITH taken AS (
              SELECT from_batch, to_batch FROM state.batch_proof
              WHERE to_batch >= :from AND (proof IS NOT NULL OR lease_until > :now))
            SELECT min(candidate) FROM (
              SELECT cast(:from AS bigint) AS candidate
              UNION ALL SELECT to_batch + 1 FROM taken) AS candidates
            WHERE NOT EXISTS (
              SELECT 1 FROM taken WHERE candidate BETWEEN from_batch AND to_batch)""")
        .bind("from", fromBatch)
        .bind("now", nowMillis)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<ProofHead> completeAbove(final long batchNumber) {
    return handle
        .createQuery(
            "SELECT from_batch, to_batch, lease_token FROM state.batch_proof"
                + " WHERE proof IS NOT NULL AND to_batch > :number ORDER BY from_batch")
        .bind("number", batchNumber)
        .map(
            (row, context) ->
                new ProofHead(
                    row.getLong("from_batch"), row.getLong("to_batch"), row.getLong("lease_token")))
        .list();
  }

  @Override
  public Optional<Proof> find(final ProofHead head) {
    return handle
        .createQuery(
            "SELECT * FROM state.batch_proof WHERE from_batch = :from AND to_batch = :to"
                + " AND lease_token = :token")
        .bind("from", head.fromBatch())
        .bind("to", head.toBatch())
        .bind("token", head.leaseToken())
        .map(PgProofs::map)
        .findOne();
  }

  @Override
  public List<Proof> all() {
    return handle
        .createQuery("SELECT * FROM state.batch_proof ORDER BY from_batch")
        .map(PgProofs::map)
        .list();
  }

  @Override
  public boolean replaceByAggregate(
      final ProofHead first, final ProofHead second, final Proof union) {
    if (first.toBatch() + 1 != second.fromBatch()
        || union.fromBatch() != first.fromBatch()
        || union.toBatch() != second.toBatch()
        || union.proof().isEmpty()) {
      throw new IllegalArgumentException(
          "proofs %s and %s do not make %s".formatted(first, second, ProofHead.of(union)));
    }
    // Both rows are locked before the first is deleted: what is not whole is not touched.
    final int found =
        handle
            .createQuery(
                """
                SELECT 1 FROM state.batch_proof
                WHERE proof IS NOT NULL
                  AND (from_batch, to_batch, lease_token)
                    IN ((:from1, :to1, :token1), (:from2, :to2, :token2))
                ORDER BY from_batch FOR UPDATE""")
            .bind("from1", first.fromBatch())
            .bind("to1", first.toBatch())
            .bind("token1", first.leaseToken())
            .bind("from2", second.fromBatch())
            .bind("to2", second.toBatch())
            .bind("token2", second.leaseToken())
            .mapTo(Integer.class)
            .list()
            .size();
    if (found != 2) {
      return false;
    }
    delete(first);
    delete(second);
    if (insert(union) != 1) {
      throw new IllegalStateException("the place of %s and %s is taken".formatted(first, second));
    }
    return true;
  }

  @Override
  public void delete(final ProofHead head) {
    handle
        .createUpdate(
            "DELETE FROM state.batch_proof WHERE from_batch = :from AND to_batch = :to"
                + " AND lease_token = :token AND proof IS NOT NULL")
        .bind("from", head.fromBatch())
        .bind("to", head.toBatch())
        .bind("token", head.leaseToken())
        .execute();
  }

  @Override
  public void deleteUpTo(final long batchNumber) {
    handle
        .createUpdate("DELETE FROM state.batch_proof WHERE to_batch <= :number")
        .bind("number", batchNumber)
        .execute();
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
