/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.ExitRootChange;
import org.zknode.rollup.state.StateStore.ExitRootChanges;

/** Table state.exit_root_change. */
record PgExitRootChanges(Handle handle) implements ExitRootChanges {

  @Override
  public void insertIfAbsent(final ExitRootChange change) {
    handle
        .createUpdate(
            "INSERT INTO state.exit_root_change (block_hash, block_number, root)"
                + " VALUES (:blockHash, :blockNumber, :root) ON CONFLICT DO NOTHING")
        .bindMethods(change)
        .execute();
  }

  @Override
  public List<ExitRootChange> atOrBelow(final long blockNumber, final int skip, final int limit) {
    return handle
        .select(
            "SELECT * FROM state.exit_root_change WHERE block_number <= ?"
                + " ORDER BY block_number DESC, block_hash LIMIT ? OFFSET ?",
            blockNumber,
            limit,
            skip)
        .mapTo(ExitRootChange.class)
        .list();
  }
}
