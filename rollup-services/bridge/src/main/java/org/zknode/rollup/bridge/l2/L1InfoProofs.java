/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/** Proofs of leaves of the L1 info tree, each in the tree in which it is the last one. */
final class L1InfoProofs {
  /** Leaves of one read: a tree that is seen for the first time is read in parts. */
  private static final int WINDOW = 2_000;

  private final StateStore store;

  /** Only grows, but for an L1 reorg; then it is made anew. */
  private L1InfoTree tree = L1InfoTree.empty();

  L1InfoProofs(final StateStore store) {
    this.store = store;
  }

  /**
   * @return empty when the leaves that are stored do not lead to the leaf's root; ask again
   */
  Optional<List<Bytes32>> proof(final L1InfoLeaf leaf) {
    final Optional<List<Bytes32>> proof = tryProof(leaf);
    if (proof.isPresent()) {
      return proof;
    }
    tree = L1InfoTree.empty();
    return tryProof(leaf);
  }

  private Optional<List<Bytes32>> tryProof(final L1InfoLeaf leaf) {
    if (tree.size() > leaf.index() - 1) {
      tree = L1InfoTree.empty();
    }
    while (tree.size() < leaf.index() - 1) {
      final long first = tree.size() + 1;
      final int wanted = (int) Math.min(WINDOW, leaf.index() - first);
      final List<L1InfoLeaf> part = store.read(tx -> tx.l1InfoLeaves().from(first, wanted));
      if (part.size() < wanted) {
        return Optional.empty();
      }
      for (final L1InfoLeaf each : part) {
        tree = tree.append(hash(each));
      }
    }
    final List<Bytes32> proof = tree.nextProof();
    return L1InfoTree.verify(hash(leaf), leaf.index() - 1, proof, leaf.l1InfoRoot())
        ? Optional.of(proof)
        : Optional.empty();
  }

  private static Bytes32 hash(final L1InfoLeaf leaf) {
    return L1InfoTree.leaf(leaf.globalExitRoot(), leaf.previousL1BlockHash(), leaf.timestamp());
  }
}
