/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * Own blocks that name a leaf of the L1 info tree which L1 has no more, or has with another root:
 * no batch that has one of them is valid (docs/spec/batch-data.md).
 */
record LostLeaves(ExecutionEngine engine, StateStore store) {
  /** Why no batch can have all of these blocks. */
  Optional<String> in(final List<BlockInfo> blocks) {
    return blocks.stream()
        .filter(block -> block.l1InfoTreeIndex() > 0 && isLost(block))
        .findFirst()
        .map(
            block ->
                "L1 lost leaf %d of the L1 info tree, which block %d names"
                    .formatted(block.l1InfoTreeIndex(), block.number()));
  }

  private boolean isLost(final BlockInfo block) {
    final Optional<L1InfoLeaf> leaf =
        store.read(tx -> tx.l1InfoLeaves().find(block.l1InfoTreeIndex()));
    return leaf.isEmpty()
        || engine
            .l1InfoRoot(block.number())
            .filter(root -> !root.equals(leaf.get().l1InfoRoot()))
            .isPresent();
  }
}
