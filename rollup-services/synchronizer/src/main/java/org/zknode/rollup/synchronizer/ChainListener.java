/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import org.zknode.rollup.chain.L2Block;

/**
 * Told when L1 changes a main node's own chain, so that transactions follow their blocks. Every
 * call may come again for the same blocks after a stop.
 */
@FunctionalInterface
public interface ChainListener {
  /** Blocks of a batch that this node takes from L1, before the batch's rows are written. */
  void adopted(List<L2Block> blocks);

  /** The block is about to leave the chain; {@link #givenUp} follows. */
  default void givingUp(final L2Block block) {}

  /** Blocks above that number have left the chain. */
  default void givenUp(final long above) {}
}
