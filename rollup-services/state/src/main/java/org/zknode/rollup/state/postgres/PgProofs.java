/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore.Proofs;

/** Table state.batch_proof; the database itself refuses rows that cover the same batch. */
record PgProofs(Handle handle, Changes changes) implements Proofs {
  private static final String SELECT =
      "SELECT *, lease_until AS lease_until_millis FROM state.batch_proof";

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
    return changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.batch_proof (from_batch, to_batch, proof, lease_token, lease_until,
              prover)
            VALUES (:fromBatch, :toBatch, :proof, :leaseToken, :leaseUntilMillis, :prover)
            ON CONFLICT DO NOTHING""")
            .bindMethods(proof)
            .execute());
  }

  @Override
  public boolean complete(
      final long fromBatch, final long toBatch, final long leaseToken, final String proof) {
    return changes.rows(
            handle.execute(
                "UPDATE state.batch_proof SET proof = ?, lease_until = NULL"
                    + " WHERE from_batch = ? AND to_batch = ? AND lease_token = ?"
                    + " AND proof IS NULL",
                proof,
                fromBatch,
                toBatch,
                leaseToken))
        == 1;
  }

  @Override
  public void release(final long fromBatch, final long toBatch, final long leaseToken) {
    changes.rows(
        handle.execute(
            "DELETE FROM state.batch_proof WHERE from_batch = ? AND to_batch = ?"
                + " AND lease_token = ? AND proof IS NULL",
            fromBatch,
            toBatch,
            leaseToken));
  }

  @Override
  public void releaseAll() {
    changes.rows(handle.execute("DELETE FROM state.batch_proof WHERE proof IS NULL"));
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
        .select(
            "SELECT from_batch, to_batch, lease_token FROM state.batch_proof"
                + " WHERE proof IS NOT NULL AND to_batch > ? ORDER BY from_batch",
            batchNumber)
        .mapTo(ProofHead.class)
        .list();
  }

  @Override
  public Optional<Proof> find(final ProofHead head) {
    return handle
        .createQuery(
            SELECT
                + " WHERE from_batch = :fromBatch AND to_batch = :toBatch"
                + " AND lease_token = :leaseToken")
        .bindMethods(head)
        .mapTo(Proof.class)
        .findOne();
  }

  @Override
  public List<Proof> all() {
    return handle.select(SELECT + " ORDER BY from_batch").mapTo(Proof.class).list();
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
                    IN ((:first.fromBatch, :first.toBatch, :first.leaseToken),
                    (:second.fromBatch, :second.toBatch, :second.leaseToken))
                ORDER BY from_batch FOR UPDATE""")
            .bindMethods("first", first)
            .bindMethods("second", second)
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
    changes.rows(
        handle
            .createUpdate(
                "DELETE FROM state.batch_proof WHERE from_batch = :fromBatch AND to_batch = :toBatch"
                    + " AND lease_token = :leaseToken AND proof IS NOT NULL")
            .bindMethods(head)
            .execute());
  }

  @Override
  public void deleteUpTo(final long batchNumber) {
    changes.rows(handle.execute("DELETE FROM state.batch_proof WHERE to_batch <= ?", batchNumber));
  }
}
