/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** The leaves of the L1 info tree that replayed blocks name, as this node has them from L1. */
final class ReplayedLeaves {
  /** How often the state DB is asked for a leaf that is waited for. */
  private static final Duration POLL = Duration.ofMillis(200);

  private final StateStore store;
  private final NodeStatus status;
  private final Duration timeout;

  /**
   * @param timeout how long a block waits for its leaf at the most
   */
  ReplayedLeaves(final StateStore store, final NodeStatus status, final Duration timeout) {
    this.store = store;
    this.status = status;
    this.timeout = timeout;
  }

  /** L1 info roots by index, of those that are known; the first block's is waited for. */
  Map<Long, Bytes32> roots(final ReplayRun run) throws InterruptedException {
    final Map<Long, Bytes32> roots = new HashMap<>();
    roots.put(0L, Bytes32.ZERO);
    final Set<Long> leaves = run.leaves();
    final long first = run.first().attributes().l1InfoTreeIndex();
    if (leaves.remove(first)) {
      await(first).ifPresent(root -> roots.put(first, root));
    }
    if (!leaves.isEmpty()) {
      store
          .<List<L1InfoLeaf>>read(
              tx -> leaves.stream().flatMap(leaf -> tx.l1InfoLeaves().find(leaf).stream()).toList())
          .forEach(leaf -> roots.put(leaf.index(), leaf.l1InfoRoot()));
    }
    return roots;
  }

  private Optional<Bytes32> await(final long index) throws InterruptedException {
    final long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      final Optional<Bytes32> root =
          store.read(tx -> tx.l1InfoLeaves().find(index)).map(L1InfoLeaf::l1InfoRoot);
      if (root.isPresent() || status.isHalted() || System.nanoTime() >= deadline) {
        return root;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(POLL.toNanos(), timeout.toNanos()));
    }
  }

  /** The main node may see another L1 fork than this node, with another leaf of that index. */
  boolean maybeOfAnotherL1Fork(final long index) {
    return index > 0
        && store.read(
            tx -> {
              final long synced = tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L);
              return tx.l1InfoLeaves()
                  .find(index)
                  .filter(leaf -> L1ReorgDetector.isSettled(leaf.l1Block(), synced))
                  .isEmpty();
            });
  }
}
