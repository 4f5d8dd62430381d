/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/** Whether a batch on L1 is the one that the main node made (spec zkevm-node 7.4). */
final class MainNodeBatches {
  private MainNodeBatches() {}

  /** It was closed here with exactly this content, and its blocks are on the chain. */
  static boolean isOwn(
      final StateStore store, final DerivedBatch derived, final ChainComparison comparison) {
    final Optional<Batch> row = store.read(tx -> tx.batches().find(derived.batch().number()));
    return comparison.difference().isEmpty()
        && row.filter(own -> isEqual(own, derived)).isPresent();
  }

  /** Whether that row is a closed batch with these blocks, made from this data. */
  static boolean isEqual(final Batch local, final DerivedBatch derived) {
    return local.closed()
        && local.firstBlock() == derived.firstBlock()
        && local.lastBlock() == derived.lastBlock()
        && local.batchL2Data().equals(derived.batch().batchL2Data())
        && local.forced().equals(derived.batch().forced());
  }

  /**
   * @param blocks the batch's blocks on the engine's chain, some of them perhaps just built again
   * @throws CriticalException the engine has another state than when the batch was closed
   */
  static void requireSameRoot(
      final StateStore store, final DerivedBatch derived, final List<L2Block> blocks) {
    final L2Block last = blocks.isEmpty() ? derived.parent() : blocks.getLast();
    store
        .read(tx -> tx.batches().find(derived.batch().number()))
        .filter(row -> row.closed() && !row.stateRoot().equals(last.stateRoot()))
        .ifPresent(
            row -> {
              throw new CriticalException(
                  new Halt(
                      HaltCode.ENGINE_STATE_CHANGED,
                      L1Synchronizer.COMPONENT,
                      "the engine's state after a batch is not the one it had when it was closed",
                      "batch %d, block %d: state root %s, when closed %s"
                          .formatted(
                              row.number(), last.number(), last.stateRoot(), row.stateRoot())));
            });
  }
}
