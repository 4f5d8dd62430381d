/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import org.zknode.rollup.chain.L2Block;

/** Is told of each new block, after it is in the engine's chain and in the state DB. */
@FunctionalInterface
public interface BlockListener {
  /** Called on the sequencer's thread: must return at once. */
  void onBlock(L2Block block);

  /** A batch takes no more blocks, and that is stored. Likewise. */
  default void onBatchClosed() {}
}
