/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import org.zknode.rollup.chain.L2Block;

/**
 * Hears what happens to this node's chain, whoever does it, on the thread of whoever does it; so it
 * returns at once.
 */
public interface EngineListener {
  /** The chain has one more block, and whoever looks sees it. */
  void appended(L2Block block);

  /**
   * L1 has got so far.
   *
   * @param virtual newest block that is in a sequence on L1
   * @param verified newest block that is proven on L1
   */
  default void confirmed(final long virtual, final long verified) {}

  /** That block is the newest again. */
  default void unwound(final long number) {}
}
