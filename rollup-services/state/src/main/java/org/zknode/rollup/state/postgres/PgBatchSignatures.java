/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.StateStore.BatchSignatures;

/** Table state.batch_signature. */
record PgBatchSignatures(Handle handle) implements BatchSignatures {

  @Override
  public void insertIfAbsent(final BatchSignature signature) {
    handle
        .createUpdate(
            "INSERT INTO state.batch_signature (batch_number, signer, signature)"
                + " VALUES (:batch, :signer, :signature) ON CONFLICT DO NOTHING")
        .bind("batch", signature.batchNumber())
        .bind("signer", signature.signer().bytes().toArrayUnsafe())
        .bind("signature", signature.signature().toArrayUnsafe())
        .execute();
  }

  /** Ascending by signer, the order in which contracts want them. */
  @Override
  public List<BatchSignature> ofBatch(final long batchNumber) {
    return handle
        .createQuery(
            "SELECT * FROM state.batch_signature WHERE batch_number = :batch ORDER BY signer")
        .bind("batch", batchNumber)
        .map(
            (row, context) ->
                new BatchSignature(
                    row.getLong("batch_number"),
                    Rows.address(row, "signer"),
                    Rows.bytes(row, "signature")))
        .list();
  }
}
