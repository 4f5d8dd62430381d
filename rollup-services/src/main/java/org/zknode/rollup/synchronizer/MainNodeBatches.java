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

/** The main node's check that a batch on L1 is the one it made (spec zkevm-node 7.4). */
final class MainNodeBatches {
  private MainNodeBatches() {}

  /**
   * @param running the node had all of L1 before, so this batch must be one that it closed; before
   *     that (the data directory or the state DB was lost) batches are taken from L1
   * @throws CriticalException it is not
   */
  static void requireOwn(
      final StateStore store,
      final DerivedBatch derived,
      final ChainComparison comparison,
      final boolean running) {
    final long number = derived.batch().number();
    comparison
        .difference()
        .ifPresent(
            difference -> {
              throw trustedReorg(
                  derived,
                  "block %d: local hash %s, state root %s, timestamp %d, %d transactions; L1 has %s"
                      .formatted(
                          difference.local().number(),
                          difference.local().hash(),
                          difference.local().stateRoot(),
                          difference.local().timestamp(),
                          difference.local().transactions().size(),
                          difference.derived()));
            });
    final Optional<Batch> row = store.read(tx -> tx.batches().find(number));
    if (row.filter(Batch::closed).isPresent()) {
      requireEqual(row.get(), derived);
    } else if (running) {
      throw trustedReorg(derived, "this node has not closed such a batch");
    } else if (row.filter(open -> open.lastBlock() > derived.lastBlock()).isPresent()) {
      throw trustedReorg(
          derived,
          "local blocks %d to %d, L1 has blocks %d to %d"
              .formatted(
                  row.get().firstBlock(),
                  row.get().lastBlock(),
                  derived.firstBlock(),
                  derived.lastBlock()));
    }
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

  private static void requireEqual(final Batch local, final DerivedBatch derived) {
    if (local.firstBlock() != derived.firstBlock()
        || local.lastBlock() != derived.lastBlock()
        || !local.batchL2Data().equals(derived.batch().batchL2Data())
        || !local.forced().equals(derived.batch().forced())) {
      throw trustedReorg(
          derived,
          "local blocks %d to %d with %d bytes of data%s, L1 has blocks %d to %d with %d bytes%s%s"
              .formatted(
                  local.firstBlock(),
                  local.lastBlock(),
                  local.batchL2Data().size(),
                  local.forced().map(input -> ", " + input).orElse(""),
                  derived.firstBlock(),
                  derived.lastBlock(),
                  derived.batch().batchL2Data().size(),
                  derived.batch().forced().map(input -> ", " + input).orElse(""),
                  derived.malformed().map(why -> ": " + why).orElse("")));
    }
  }

  private static CriticalException trustedReorg(
      final DerivedBatch derived, final String difference) {
    return new CriticalException(
        new Halt(
            HaltCode.TRUSTED_REORG,
            L1Synchronizer.COMPONENT,
            "TRUSTED REORG DETECTED! Batch: " + derived.batch().number(),
            "L1 transaction %s%s: %s"
                .formatted(
                    derived.batch().l1Transaction(),
                    derived
                        .batch()
                        .forced()
                        .map(input -> " with forced batch " + input.number())
                        .orElse(""),
                    difference)));
  }
}
