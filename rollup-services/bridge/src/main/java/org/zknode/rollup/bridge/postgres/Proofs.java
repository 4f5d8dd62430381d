/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.ExitTree;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.ProofAnswer.Found;
import org.zknode.rollup.bridge.ProofAnswer.NoDeposit;
import org.zknode.rollup.bridge.ProofAnswer.NoGlobalExitRoot;
import org.zknode.rollup.bridge.ProofAnswer.NotCovered;
import org.zknode.rollup.bridge.ProofAnswer.WaitsFor;
import org.zknode.rollup.bridge.RollupExitRoots;

/** Proofs of deposits from the nodes that are kept, on one transaction's handle. */
record Proofs(Handle handle, long own) {
  private static final String ON_ITS_WAY =
      """
      WITH namer AS (
        SELECT l1_info_tree_index AS leaf, timestamp FROM state.l2_block
        WHERE l1_info_tree_index > 0 ORDER BY l1_info_tree_index DESC, number DESC LIMIT 1)
      SELECT
        coalesce((SELECT mainnet_deposits FROM state.bridge_covering_leaf
          ORDER BY index DESC LIMIT 1), 0) AS on_l1,
        coalesce((SELECT l.mainnet_deposits FROM namer n
          JOIN state.bridge_covering_leaf l ON l.index = n.leaf), 0) AS named,
        coalesce((SELECT timestamp FROM state.l2_block ORDER BY number DESC LIMIT 1)
          - (SELECT timestamp FROM namer), 0) AS age\
      """;

  /**
   * How far deposits of L1 are on their way to the own rollup.
   *
   * @param onL1 so many are covered by L1's newest leaf
   * @param named so many by the newest leaf that a block names
   * @param age of that block, seconds before the newest one
   */
  private record OnItsWay(long onL1, long named, long age) {}

  ProofAnswer newest(final long network, final long depositCount) {
    final Optional<Long> destination =
        handle
            .select(
                "SELECT destination_network FROM state.bridge_deposit"
                    + " WHERE network = ? AND deposit_count = ?",
                network,
                depositCount)
            .mapTo(Long.class)
            .findOne();
    if (destination.isEmpty()) {
      return new NoDeposit(network, depositCount);
    }
    final Reach reach = Reach.of(handle, own);
    final long ready = reach.deposits(network, destination.get());
    if (depositCount >= ready) {
      return new NotCovered(
          network, depositCount, ready, waitsFor(network, depositCount, destination.get()));
    }
    return prove(network, depositCount, leaf(reach.leaf(network, destination.get())));
  }

  ProofAnswer of(final long network, final long depositCount, final Bytes32 globalExitRoot) {
    if (depositCount < 0 || depositCount >= size(network)) {
      return new NoDeposit(network, depositCount);
    }
    return handle
        .select(
            "SELECT * FROM state.bridge_covering_leaf WHERE global_exit_root = ?"
                + " ORDER BY index LIMIT 1",
            globalExitRoot)
        .mapTo(CoveringLeaf.class)
        .findOne()
        .map(leaf -> prove(network, depositCount, leaf))
        .orElseGet(() -> new NoGlobalExitRoot(globalExitRoot));
  }

  /** One of L1 that is not covered by what L2 knows. */
  private WaitsFor waitsFor(final long network, final long depositCount, final long destination) {
    if (network == own) {
      return WaitsFor.VERIFICATION;
    }
    if (destination != own) {
      return WaitsFor.OTHER_ROLLUP;
    }
    final OnItsWay way = handle.createQuery(ON_ITS_WAY).mapTo(OnItsWay.class).one();
    if (depositCount >= way.onL1()) {
      return WaitsFor.EXIT_ROOT;
    }
    if (depositCount >= way.named()) {
      return WaitsFor.L2_BLOCK;
    }
    return way.age() < BridgeCalls.PROVABLE_SECONDS ? WaitsFor.L2_PROOF : WaitsFor.LATE_L2_PROOF;
  }

  private CoveringLeaf leaf(final long index) {
    return handle
        .select("SELECT * FROM state.bridge_covering_leaf WHERE index = ?", index)
        .mapTo(CoveringLeaf.class)
        .one();
  }

  private long size(final long network) {
    return new PgExitTreeNodes(handle, network).size();
  }

  private ProofAnswer prove(final long network, final long depositCount, final CoveringLeaf leaf) {
    return network == 0
        ? prove(0, depositCount, leaf, leaf.mainnetDeposits(), ExitProof.NO_ROLLUP)
        : proveRollup(network, depositCount, leaf);
  }

  private ProofAnswer proveRollup(
      final long network, final long depositCount, final CoveringLeaf leaf) {
    final RollupExitRoots roots = PgBridgeTx.rollupExitRoots(handle, leaf.rollupSequence());
    final OptionalLong covered = new PgBridgeTx(handle).sizeAt(network, roots.of(network));
    return prove(network, depositCount, leaf, covered.orElse(0), roots.proof(network));
  }

  private ProofAnswer prove(
      final long network,
      final long depositCount,
      final CoveringLeaf leaf,
      final long covered,
      final List<Bytes32> rollupProof) {
    if (depositCount >= covered) {
      return new NotCovered(network, depositCount, covered, WaitsFor.OTHER_ROOT);
    }
    final List<Bytes32> localProof =
        new ExitTree(new PgExitTreeNodes(handle, network)).proof(depositCount, covered);
    return new Found(
        new ExitProof(
            localProof,
            rollupProof,
            leaf.mainnetExitRoot(),
            leaf.rollupExitRoot(),
            leaf.index() - 1));
  }
}
