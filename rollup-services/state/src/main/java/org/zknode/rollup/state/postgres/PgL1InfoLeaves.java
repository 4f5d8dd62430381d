/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;

/** Table state.exit_root. */
record PgL1InfoLeaves(Handle handle) implements L1InfoLeaves {

  @Override
  public void insert(final L1InfoLeaf leaf) {
    handle
        .createUpdate(
            """
            INSERT INTO state.exit_root (index, l1_block, mainnet_exit_root, rollup_exit_root,
              global_exit_root, previous_l1_block_hash, timestamp, l1_info_root)
            VALUES (:index, :block, :mainnet, :rollup, :global, :previous, :timestamp, :root)""")
        .bind("index", leaf.index())
        .bind("block", leaf.l1Block())
        .bind("mainnet", leaf.mainnetExitRoot().toArrayUnsafe())
        .bind("rollup", leaf.rollupExitRoot().toArrayUnsafe())
        .bind("global", leaf.globalExitRoot().toArrayUnsafe())
        .bind("previous", leaf.previousL1BlockHash().toArrayUnsafe())
        .bind("timestamp", leaf.timestamp())
        .bind("root", leaf.l1InfoRoot().toArrayUnsafe())
        .execute();
  }

  @Override
  public Optional<L1InfoLeaf> find(final long index) {
    return handle
        .createQuery("SELECT * FROM state.exit_root WHERE index = :index")
        .bind("index", index)
        .map(PgL1InfoLeaves::map)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> last() {
    return handle
        .createQuery("SELECT * FROM state.exit_root ORDER BY index DESC LIMIT 1")
        .map(PgL1InfoLeaves::map)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> lastAtOrBelowL1Block(final long l1Block) {
    return handle
        .createQuery(
            "SELECT * FROM state.exit_root WHERE l1_block <= :block"
                + " ORDER BY l1_block DESC, index DESC LIMIT 1")
        .bind("block", l1Block)
        .map(PgL1InfoLeaves::map)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> byRoot(final Bytes32 l1InfoRoot) {
    return handle
        .createQuery("SELECT * FROM state.exit_root WHERE l1_info_root = :root")
        .bind("root", l1InfoRoot.toArrayUnsafe())
        .map(PgL1InfoLeaves::map)
        .findOne();
  }

  @Override
  public Optional<L1InfoLeaf> byGlobalExitRoot(final Bytes32 globalExitRoot) {
    return handle
        .createQuery(
            "SELECT * FROM state.exit_root WHERE global_exit_root = :root ORDER BY index LIMIT 1")
        .bind("root", globalExitRoot.toArrayUnsafe())
        .map(PgL1InfoLeaves::map)
        .findOne();
  }

  @Override
  public List<L1InfoLeaf> from(final long index, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.exit_root WHERE index >= :index ORDER BY index LIMIT :limit")
        .bind("index", index)
        .bind("limit", limit)
        .map(PgL1InfoLeaves::map)
        .list();
  }

  @Override
  public List<L1InfoLeaf> upTo(final long index) {
    return handle
        .createQuery("SELECT * FROM state.exit_root WHERE index <= :index ORDER BY index")
        .bind("index", index)
        .map(PgL1InfoLeaves::map)
        .list();
  }

  private static L1InfoLeaf map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new L1InfoLeaf(
        row.getLong("index"),
        row.getLong("l1_block"),
        Rows.bytes32(row, "mainnet_exit_root"),
        Rows.bytes32(row, "rollup_exit_root"),
        Rows.bytes32(row, "global_exit_root"),
        Rows.bytes32(row, "previous_l1_block_hash"),
        row.getLong("timestamp"),
        Rows.bytes32(row, "l1_info_root"));
  }
}
