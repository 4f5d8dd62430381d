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
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.ExitTree;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.ProofAnswer.Found;
import org.zknode.rollup.bridge.ProofAnswer.NoDeposit;
import org.zknode.rollup.bridge.ProofAnswer.NoGlobalExitRoot;
import org.zknode.rollup.bridge.ProofAnswer.NotCovered;
import org.zknode.rollup.bridge.RollupExitRoots;

/** Proofs of deposits from the nodes that are kept, on one transaction's handle. */
record Proofs(Handle handle, long own) {
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
      return new NotCovered(network, depositCount, ready);
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
      return new NotCovered(network, depositCount, covered);
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
