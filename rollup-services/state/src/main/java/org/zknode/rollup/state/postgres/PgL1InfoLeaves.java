/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;

/** Table state.exit_root. */
record PgL1InfoLeaves(Handle handle, Changes changes) implements L1InfoLeaves {

  @Override
  public void insert(final L1InfoLeaf leaf) {
    changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.exit_root (index, l1_block, mainnet_exit_root, rollup_exit_root,
              global_exit_root, previous_l1_block_hash, timestamp, l1_info_root)
            VALUES (:index, :l1Block, :mainnetExitRoot, :rollupExitRoot, :globalExitRoot,
              :previousL1BlockHash, :timestamp, :l1InfoRoot)""")
            .bindMethods(leaf)
            .execute());
  }

  @Override
  public Optional<L1InfoLeaf> find(final long index) {
    return handle
        .select("SELECT * FROM state.exit_root WHERE index = ?", index)
        .mapTo(L1InfoLeaf.class)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> last() {
    return handle
        .select("SELECT * FROM state.exit_root ORDER BY index DESC LIMIT 1")
        .mapTo(L1InfoLeaf.class)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> lastAtOrBelowL1Block(final long l1Block) {
    return handle
        .select(
            "SELECT * FROM state.exit_root WHERE l1_block <= ?"
                + " ORDER BY l1_block DESC, index DESC LIMIT 1",
            l1Block)
        .mapTo(L1InfoLeaf.class)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> byRoot(final Bytes32 l1InfoRoot) {
    return handle
        .select("SELECT * FROM state.exit_root WHERE l1_info_root = ?", l1InfoRoot)
        .mapTo(L1InfoLeaf.class)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> byGlobalExitRoot(final Bytes32 globalExitRoot) {
    return handle
        .select(
            "SELECT * FROM state.exit_root WHERE global_exit_root = ? ORDER BY index LIMIT 1",
            globalExitRoot)
        .mapTo(L1InfoLeaf.class)
        .findOne();
  }

  @Override
  public List<L1InfoLeaf> from(final long index, final int limit) {
    return handle
        .select(
            "SELECT * FROM state.exit_root WHERE index >= ? ORDER BY index LIMIT ?", index, limit)
        .mapTo(L1InfoLeaf.class)
        .list();
  }

  @Override
  public List<L1InfoLeaf> upTo(final long index) {
    return handle
        .select("SELECT * FROM state.exit_root WHERE index <= ? ORDER BY index", index)
        .mapTo(L1InfoLeaf.class)
        .list();
  }
}
