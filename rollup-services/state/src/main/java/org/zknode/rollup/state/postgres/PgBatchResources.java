/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.state.StateStore.BatchResources;

/** Table state.batch_resources. */
record PgBatchResources(Handle handle) implements BatchResources {

  @Override
  public void add(final long batch, final Resources used) {
    handle
        .createUpdate(
            """
            INSERT INTO state.batch_resources AS sum (batch_number, gas, keccak_hashes,
              sha256_hashes, memory_accesses, arithmetics, binaries, steps)
            VALUES (:batch, :gas, :keccakHashes, :sha256Hashes, :memoryAccesses, :arithmetics,
              :binaries, :steps)
            ON CONFLICT (batch_number) DO UPDATE SET gas = sum.gas + excluded.gas,
              keccak_hashes = sum.keccak_hashes + excluded.keccak_hashes,
              sha256_hashes = sum.sha256_hashes + excluded.sha256_hashes,
              memory_accesses = sum.memory_accesses + excluded.memory_accesses,
              arithmetics = sum.arithmetics + excluded.arithmetics,
              binaries = sum.binaries + excluded.binaries,
              steps = sum.steps + excluded.steps""")
        .bind("batch", batch)
        .bindMethods(used)
        .execute();
  }

  @Override
  public Optional<Resources> find(final long batch) {
    return handle
        .select("SELECT * FROM state.batch_resources WHERE batch_number = ?", batch)
        .mapTo(Resources.class)
        .findOne();
  }
}
