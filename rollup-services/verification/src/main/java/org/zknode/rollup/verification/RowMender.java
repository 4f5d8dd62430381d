/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

/** Compares a verifier's stored rows with its chain and L1, and mends them. */
@FunctionalInterface
public interface RowMender {
  /**
   * @return whether rows of these blocks were wrong and are right now
   */
  boolean mend(long firstBlock, long lastBlock);
}
