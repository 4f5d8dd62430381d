/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.state.StateStore.BatchWitnesses;

/** Table state.batch_witness. */
record PgBatchWitnesses(Handle handle) implements BatchWitnesses {

  @Override
  public void put(final long batch, final ExecutionWitness witness) {
    handle
        .createUpdate(
            "INSERT INTO state.batch_witness (batch_number, witness) VALUES (:batch, :witness)"
                + " ON CONFLICT (batch_number) DO UPDATE SET witness = excluded.witness")
        .bind("batch", batch)
        .bind("witness", witness.encode().toArrayUnsafe())
        .execute();
  }

  @Override
  public Optional<ExecutionWitness> find(final long batch) {
    return handle
        .select("SELECT witness FROM state.batch_witness WHERE batch_number = ?", batch)
        .mapTo(byte[].class)
        .findOne()
        .map(bytes -> ExecutionWitness.decode(Bytes.wrap(bytes)));
  }

  @Override
  public void deleteUpTo(final long batch) {
    handle.execute("DELETE FROM state.batch_witness WHERE batch_number <= ?", batch);
  }
}
