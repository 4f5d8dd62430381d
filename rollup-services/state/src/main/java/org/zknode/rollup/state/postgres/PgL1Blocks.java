/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore.L1Blocks;

/** Table state.l1_block. */
record PgL1Blocks(Handle handle, Changes changes) implements L1Blocks {

  /** Another block of the same number is an error: the reorg must have been unwound before. */
  @Override
  public void insert(final L1BlockRef block) {
    handle
        .createUpdate(
            """
            INSERT INTO state.l1_block (number, hash, parent_hash, timestamp)
            VALUES (:number, :hash, :parentHash, :timestamp)
            ON CONFLICT (number, hash) DO NOTHING""")
        .bindMethods(block)
        .execute();
  }

  @Override
  public Optional<L1BlockRef> last() {
    return atOrBelow(Long.MAX_VALUE);
  }

  @Override
  public Optional<L1BlockRef> atOrBelow(final long number) {
    return handle
        .select(
            "SELECT * FROM state.l1_block WHERE number <= ? ORDER BY number DESC LIMIT 1", number)
        .mapTo(L1BlockRef.class)
        .findOne();
  }

  @Override
  public void deleteAbove(final long number) {
    changes.rows(handle.execute("DELETE FROM state.l1_block WHERE number > ?", number));
  }
}
