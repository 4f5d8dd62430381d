/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

/**
 * Whose word counts when the local chain and L1 differ (docs/spec/synchronizer.md, "When L1 and the
 * local chain differ").
 */
public enum NodeKind {
  /**
   * The main node made the batches itself: a difference means that its key or its data is not its
   * own any more, so it halts. Batches that leave L1 in a reorg stay and go to L1 again.
   */
  MAIN,
  /** An external node: L1 wins. It knows batches from L1 only. */
  EXTERNAL
}
