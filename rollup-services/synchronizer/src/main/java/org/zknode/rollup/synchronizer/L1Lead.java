/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.status.NodeStatus;

/**
 * Whether L1's newest head has batches that a main node does not have yet: its synchronizer may
 * follow an older head ({@code safe}). Blocks built now would be given up when they come.
 */
public interface L1Lead {
  /** Key of {@link NodeStatus#degraded}: L1's newest head has batches that are not here yet. */
  String DEGRADED_KEY = "l1-ahead";

  /** Never ahead. */
  L1Lead NONE = known -> false;

  /**
   * @param known last batch that was followed or closed here
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached
   */
  boolean isAhead(long known);

  /**
   * As the rollup manager says at L1's newest head, by every endpoint that is well: for one's word
   * no node stops. Told in the node's status.
   */
  static L1Lead of(final L1Client l1, final L1Client.BlockTag syncTag, final NodeStatus status) {
    return known -> {
      final long sequenced = l1.leastBatchSequenced();
      if (sequenced <= known) {
        status.recovered(DEGRADED_KEY);
        return false;
      }
      status.degraded(
          DEGRADED_KEY,
          "L1's newest head has batches up to %d, this node has them up to %d and follows L1's %s head: no blocks are built until it has seen the rest there"
              .formatted(sequenced, known, syncTag));
      return true;
    };
  }
}
