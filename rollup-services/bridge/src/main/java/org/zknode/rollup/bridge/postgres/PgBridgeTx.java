/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.zknode.rollup.bridge.BridgeEvent.ExitRootKnown;
import org.zknode.rollup.bridge.BridgeStore.Leaf;
import org.zknode.rollup.bridge.BridgeStore.Tx;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.ExitTreeNodes;
import org.zknode.rollup.bridge.IndexedBlock;
import org.zknode.rollup.bridge.RollupExit;
import org.zknode.rollup.bridge.RollupExitRoots;
import org.zknode.rollup.bridge.TokenWrapped;

/** Tables state.bridge_* on one transaction's handle. */
record PgBridgeTx(Handle handle) implements Tx {
  /** Blocks below the cursor of which every indexed one is kept: deeper than a usual reorg. */
  private static final long KEPT_BLOCKS = 512;

  /** Of older ones one in so many blocks is kept. */
  private static final long THINNED = 1_000;

  private record RollupRoot(long rollupId, Bytes32 localExitRoot) {}

  @Override
  public Optional<IndexedBlock> last(final long network) {
    return atOrBelow(network, Long.MAX_VALUE);
  }

  @Override
  public Optional<IndexedBlock> atOrBelow(final long network, final long number) {
    return handle
        .select(
            "SELECT * FROM state.bridge_block WHERE network = ? AND number <= ?"
                + " ORDER BY number DESC LIMIT 1",
            network,
            number)
        .mapTo(IndexedBlock.class)
        .findOne();
  }

  @Override
  public Optional<IndexedBlock> lastProven(final long network) {
    return handle
        .select(
            "SELECT * FROM state.bridge_block WHERE network = ? AND proven"
                + " ORDER BY number DESC LIMIT 1",
            network)
        .mapTo(IndexedBlock.class)
        .findOne();
  }

  @Override
  public Optional<IndexedBlock> lastConfirmed() {
    return handle
        .createQuery(
            """
            WITH newest AS (
              SELECT * FROM state.bridge_covering_leaf ORDER BY index DESC LIMIT 1
            ), doubtful (block) AS (
              SELECT min(l.l1_block) FROM state.bridge_covering_leaf l, newest n
                WHERE l.mainnet_exit_root = n.mainnet_exit_root
              UNION ALL
              SELECT min(e.l1_block) FROM state.bridge_rollup_exit e, newest n
                WHERE e.sequence > n.rollup_sequence)
            SELECT * FROM state.bridge_block
            WHERE network = 0 AND (number < (SELECT min(block) FROM doubtful)
              OR number = (SELECT min(number) FROM state.bridge_block WHERE network = 0))
            ORDER BY number DESC LIMIT 1""")
        .mapTo(IndexedBlock.class)
        .findOne();
  }

  @Override
  public void put(final IndexedBlock block) {
    handle
        .createUpdate(
            "INSERT INTO state.bridge_block (network, number, hash, deposits, proven)"
                + " VALUES (:network, :number, :hash, :deposits, :proven)"
                + " ON CONFLICT (network, number) DO UPDATE SET proven = :proven")
        .bindMethods(block)
        .execute();
    thinOut(block.network(), block.number() - KEPT_BLOCKS);
  }

  /** The first row of each thousand stays, so each step has few to look at. */
  private void thinOut(final long network, final long below) {
    handle
        .createUpdate(
            """
            DELETE FROM state.bridge_block b
            WHERE b.network = :network AND b.number < :below AND b.number >= :below - 2 * :thinned
              AND EXISTS (SELECT 1 FROM state.bridge_block o
                WHERE o.network = b.network AND o.number < b.number
                  AND o.number >= b.number / :thinned * :thinned AND o.proven >= b.proven)""")
        .bind("network", network)
        .bind("below", below)
        .bind("thinned", THINNED)
        .execute();
  }

  @Override
  public ExitTreeNodes nodes(final long network) {
    return new PgExitTreeNodes(handle, network);
  }

  @Override
  public void addDeposits(final List<Leaf> leaves) {
    DepositInsert.execute(handle, leaves.stream().map(DepositRow::of).toList());
  }

  @Override
  public void addClaims(final List<Claim> claims) {
    final PreparedBatch batch = handle.prepareBatch(ClaimRow.INSERT);
    final PreparedBatch marks = handle.prepareBatch(ClaimRow.MARK_DEPOSIT);
    for (final Claim claim : claims) {
      batch.bindMethods(ClaimRow.of(claim)).add();
      marks.bindMethods(ClaimRow.of(claim)).add();
    }
    execute(batch);
    execute(marks);
  }

  @Override
  public void addWrapped(final List<TokenWrapped> tokens) {
    final PreparedBatch batch = handle.prepareBatch(WrappedRow.INSERT);
    tokens.forEach(token -> batch.bindMethods(WrappedRow.of(token)).add());
    execute(batch);
  }

  @Override
  public void addRollupExits(final List<RollupExit> exits) {
    final PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO state.bridge_rollup_exit"
                + " (sequence, rollup_id, local_exit_root, rollup_exit_root, l1_block)"
                + " VALUES (:sequence, :rollupId, :localExitRoot, :rollupExitRoot, :l1Block)");
    exits.forEach(exit -> batch.bindMethods(exit).add());
    execute(batch);
  }

  @Override
  public void addCovering(final List<CoveringLeaf> leaves) {
    final PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO state.bridge_covering_leaf (index, l1_block, global_exit_root,
              mainnet_exit_root, rollup_exit_root, mainnet_deposits, rollup_sequence)
            VALUES (:index, :l1Block, :globalExitRoot, :mainnetExitRoot, :rollupExitRoot,
              :mainnetDeposits, :rollupSequence)""");
    leaves.forEach(leaf -> batch.bindMethods(leaf).add());
    execute(batch);
  }

  @Override
  public void addKnown(final List<ExitRootKnown> roots) {
    final PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO state.bridge_known_exit_root (global_exit_root, leaf, block_number)"
                + " VALUES (:root, :leaf, :block) ON CONFLICT DO NOTHING");
    roots.forEach(
        root ->
            batch
                .bind("root", root.globalExitRoot())
                .bind("leaf", root.leaf())
                .bind("block", root.place().blockNumber())
                .add());
    execute(batch);
  }

  private static void execute(final PreparedBatch batch) {
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  @Override
  public OptionalLong sizeAt(final long network, final Bytes32 exitRoot) {
    return handle
        .select(
            "SELECT deposit_count + 1 FROM state.bridge_deposit"
                + " WHERE exit_root = ? AND network = ? ORDER BY 1 DESC LIMIT 1",
            exitRoot,
            network)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public Optional<RollupExit> lastRollupExit() {
    return handle
        .select("SELECT * FROM state.bridge_rollup_exit ORDER BY sequence DESC LIMIT 1")
        .mapTo(RollupExit.class)
        .findOne();
  }

  @Override
  public Optional<RollupExit> rollupExitAt(final Bytes32 rollupExitRoot) {
    return handle
        .select(
            "SELECT * FROM state.bridge_rollup_exit WHERE rollup_exit_root = ?"
                + " ORDER BY sequence DESC LIMIT 1",
            rollupExitRoot)
        .mapTo(RollupExit.class)
        .findOne();
  }

  @Override
  public RollupExitRoots rollupExitRoots(final long sequence) {
    return rollupExitRoots(handle, sequence);
  }

  /** One step along the index for each rollup, however many verifications there were. */
  static RollupExitRoots rollupExitRoots(final Handle handle, final long sequence) {
    final SortedMap<Long, Bytes32> roots = new TreeMap<>();
    handle
        .select(
            """
            WITH RECURSIVE rollup (id) AS (
              SELECT min(rollup_id) FROM state.bridge_rollup_exit
              UNION ALL
              SELECT (SELECT min(rollup_id) FROM state.bridge_rollup_exit WHERE rollup_id > id)
              FROM rollup WHERE id IS NOT NULL)
            SELECT id AS rollup_id, newest.local_exit_root FROM rollup CROSS JOIN LATERAL (
              SELECT local_exit_root FROM state.bridge_rollup_exit
              WHERE rollup_id = id AND sequence <= ? ORDER BY sequence DESC LIMIT 1) newest""",
            sequence)
        .mapTo(RollupRoot.class)
        .forEach(root -> roots.put(root.rollupId(), root.localExitRoot()));
    return new RollupExitRoots(roots);
  }

  @Override
  public Optional<CoveringLeaf> lastCovering() {
    return handle
        .select("SELECT * FROM state.bridge_covering_leaf ORDER BY index DESC LIMIT 1")
        .mapTo(CoveringLeaf.class)
        .findOne();
  }

  @Override
  public void rollBack(final long network, final long block) {
    final IndexedBlock last =
        atOrBelow(network, block)
            .filter(found -> found.number() == block)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "block %d of network %d is no indexed one".formatted(block, network)));
    cut(network, block, last.deposits());
  }

  @Override
  public void forget(final long network) {
    cut(network, -1, 0);
  }

  private void cut(final long network, final long block, final long deposits) {
    nodes(network).truncate(deposits);
    for (final String statement : RollBack.STATEMENTS) {
      handle.createUpdate(statement).bind("network", network).bind("block", block).execute();
    }
    if (network == 0) {
      for (final String statement : RollBack.ON_L1) {
        handle.createUpdate(statement).bind("block", block).execute();
      }
    } else {
      handle.createUpdate(RollBack.ON_L2).bind("block", block).execute();
    }
  }
}
