/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.StateStore.BlockOrigins;

/** Table state.block_origin. */
record PgBlockOrigins(Handle handle) implements BlockOrigins {

  @Override
  public void insertIfAbsent(final BlockOrigin origin) {
    handle
        .createUpdate(
            "INSERT INTO state.block_origin (block_hash, transactions_hash)"
                + " VALUES (:blockHash, :transactionsHash) ON CONFLICT DO NOTHING")
        .bindMethods(origin)
        .execute();
  }

  @Override
  public boolean contains(final BlockOrigin origin) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM state.block_origin"
                + " WHERE block_hash = :blockHash AND transactions_hash = :transactionsHash)")
        .bindMethods(origin)
        .mapTo(Boolean.class)
        .one();
  }
}
