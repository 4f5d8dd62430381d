/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.StateStore.BatchSignatures;

/** Table state.batch_signature. */
record PgBatchSignatures(Handle handle, Changes changes) implements BatchSignatures {

  @Override
  public void insertIfAbsent(final BatchSignature signature) {
    changes.rows(
        handle
            .createUpdate(
                "INSERT INTO state.batch_signature (batch_number, signer, signature)"
                    + " VALUES (:batchNumber, :signer, :signature) ON CONFLICT DO NOTHING")
            .bindMethods(signature)
            .execute());
  }

  /** Ascending by signer, the order in which contracts want them. */
  @Override
  public List<BatchSignature> ofBatch(final long batchNumber) {
    return handle
        .select(
            "SELECT * FROM state.batch_signature WHERE batch_number = ? ORDER BY signer",
            batchNumber)
        .mapTo(BatchSignature.class)
        .list();
  }
}
