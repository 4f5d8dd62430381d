/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
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

  private static void requireEqual(final Batch local, final DerivedBatch derived) {
    if (local.firstBlock() != derived.firstBlock()
        || local.lastBlock() != derived.lastBlock()
        || !local.batchL2Data().equals(derived.batch().batchL2Data())) {
      throw trustedReorg(
          derived,
          "local blocks %d to %d with %d bytes of data, L1 has blocks %d to %d with %d bytes%s"
              .formatted(
                  local.firstBlock(),
                  local.lastBlock(),
                  local.batchL2Data().size(),
                  derived.firstBlock(),
                  derived.lastBlock(),
                  derived.batch().batchL2Data().size(),
                  derived.malformed().map(why -> ": " + why).orElse("")));
    }
  }

  private static CriticalException trustedReorg(
      final DerivedBatch derived, final String difference) {
    return new CriticalException(
        new Halt(
            L1Synchronizer.COMPONENT,
            "TRUSTED REORG DETECTED! Batch: " + derived.batch().number(),
            "L1 transaction %s: %s".formatted(derived.batch().l1Transaction(), difference),
            "Find out who sequenced that batch; to go on from what L1 has, start this node with an"
                + " empty data directory and state DB."));
  }
}
