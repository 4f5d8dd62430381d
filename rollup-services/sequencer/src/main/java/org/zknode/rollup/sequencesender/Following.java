/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

/** What the sender knows of this node's own view of L1. */
@FunctionalInterface
public interface Following {
  /** False while the state DB is still being rebuilt from L1: then nothing is sent. */
  boolean isCaughtUp();

  /** L1 has batches that the state DB does not have: they have to be followed first. */
  default void fellBehind() {}
}
