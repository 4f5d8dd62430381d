/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Optional;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * Which leaf of the L1 info tree the next block names. An L1 reorg that replaced a leaf would make
 * the block that names it impossible to derive, so it has to be as settled as a forced batch
 * (docs/spec/sequencing.md, "L1 info leaf of a block").
 *
 * @param confirmations L1 blocks on top of the leaf's
 */
record NextL1InfoLeaf(StateStore store, int confirmations) {
  /**
   * The newest leaf with enough L1 blocks on top, if no block names it or a later one yet and it is
   * not from the future.
   *
   * @param highestNamed index of the highest one that a block names
   * @param timestamp of the block, seconds
   */
  Optional<L1InfoLeaf> find(final long highestNamed, final long timestamp) {
    return store
        .read(
            tx ->
                tx.l1Blocks()
                    .last()
                    .flatMap(
                        head ->
                            tx.l1InfoLeaves().lastAtOrBelowL1Block(head.number() - confirmations)))
        .filter(leaf -> leaf.index() > highestNamed && leaf.timestamp() <= timestamp);
  }
}
