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
            VALUES (:batch, :gas, :keccak, :sha256, :memory, :arithmetics, :binaries, :steps)
            ON CONFLICT (batch_number) DO UPDATE SET gas = sum.gas + excluded.gas,
              keccak_hashes = sum.keccak_hashes + excluded.keccak_hashes,
              sha256_hashes = sum.sha256_hashes + excluded.sha256_hashes,
              memory_accesses = sum.memory_accesses + excluded.memory_accesses,
              arithmetics = sum.arithmetics + excluded.arithmetics,
              binaries = sum.binaries + excluded.binaries,
              steps = sum.steps + excluded.steps""")
        .bind("batch", batch)
        .bind("gas", used.gas())
        .bind("keccak", used.keccakHashes())
        .bind("sha256", used.sha256Hashes())
        .bind("memory", used.memoryAccesses())
        .bind("arithmetics", used.arithmetics())
        .bind("binaries", used.binaries())
        .bind("steps", used.steps())
        .execute();
  }

  @Override
  public Optional<Resources> find(final long batch) {
    return handle
        .createQuery("SELECT * FROM state.batch_resources WHERE batch_number = :batch")
        .bind("batch", batch)
        .map(
            (row, context) ->
                new Resources(
                    row.getLong("gas"),
                    row.getLong("keccak_hashes"),
                    row.getLong("sha256_hashes"),
                    row.getLong("memory_accesses"),
                    row.getLong("arithmetics"),
                    row.getLong("binaries"),
                    row.getLong("steps")))
        .findOne();
  }
}
