/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

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
    for (final L1InfoLeaf leaf : tx.l1InfoLeaves().upTo(last.get().index())) {
      tree = tree.append(hash(leaf));
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
