/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * The L1 info tree after the newest stored leaf. It is kept in memory, because making it again for
 * each of many thousand leaves would take longer than everything else; what is kept is used only
 * when size and root are those of the table, so neither a rolled back transaction nor a reorg can
 * leave a stale tree behind. Used by one thread.
 */
final class NewestInfoTree {
  /** In memory, when the tree is made again after a start or a reorg. */
  private static final int LEAVES_AT_ONCE = 1_000;

  private L1InfoTree kept = L1InfoTree.empty();

  L1InfoTree of(final StateStore.Tx tx) {
    final Optional<L1InfoLeaf> last = tx.l1InfoLeaves().last();
    if (last.isEmpty()) {
      return L1InfoTree.empty();
    }
    if (last.get().index() == kept.size() && last.get().l1InfoRoot().equals(kept.root())) {
      return kept;
    }
    L1InfoTree tree = L1InfoTree.empty();
    while (tree.size() < last.get().index()) {
      final List<L1InfoLeaf> leaves = tx.l1InfoLeaves().from(tree.size() + 1, LEAVES_AT_ONCE);
      if (leaves.isEmpty()) {
        throw new IllegalStateException("the state DB has no L1 info leaf after " + tree.size());
      }
      for (final L1InfoLeaf leaf : leaves) {
        tree = tree.append(hash(leaf));
      }
    }
    return tree;
  }

  void keep(final L1InfoTree tree) {
    kept = tree;
  }

  private static Bytes32 hash(final L1InfoLeaf leaf) {
    return L1InfoTree.leaf(leaf.globalExitRoot(), leaf.previousL1BlockHash(), leaf.timestamp());
  }
}
