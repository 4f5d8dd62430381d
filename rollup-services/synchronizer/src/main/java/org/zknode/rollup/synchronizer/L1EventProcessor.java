/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.Sequencing;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/** Writes what an L1 event means into the state DB, inside the caller's transaction. */
final class L1EventProcessor {
  private L1EventProcessor() {}

  /**
   * @param infoTree of the stored leaves
   * @param accInputHashes what the contract has for the last batch of each sequence
   * @throws CriticalException L1 and this node contradict each other
   */
  static void apply(
      final StateStore.Tx tx,
      final L1Event event,
      final NewestInfoTree infoTree,
      final Map<Long, Bytes32> accInputHashes) {
    switch (event) {
      case UpdateL1InfoTree update -> addLeaf(tx, update, infoTree);
      case ForceBatch forced -> addForcedBatch(tx, forced);
      case Sequencing sequence ->
          VirtualBatchWriter.add(tx, sequence, accInputHashes.get(sequence.lastBatch()));
      case VerifyBatches verification -> addVerification(tx, verification);
    }
  }

  private static void addLeaf(
      final StateStore.Tx tx, final UpdateL1InfoTree event, final NewestInfoTree infoTree) {
    final Bytes32 globalExitRoot =
        L1InfoTree.globalExitRoot(event.mainnetExitRoot(), event.rollupExitRoot());
    final L1InfoTree tree =
        infoTree
            .of(tx)
            .append(
                L1InfoTree.leaf(
                    globalExitRoot, event.block().parentHash(), event.block().timestamp()));
    infoTree.keep(tree);
    tx.l1InfoLeaves()
        .insert(
            new L1InfoLeaf(
                tree.size(),
                event.block().number(),
                event.mainnetExitRoot(),
                event.rollupExitRoot(),
                globalExitRoot,
                event.block().parentHash(),
                event.block().timestamp(),
                tree.root()));
  }

  private static void addForcedBatch(final StateStore.Tx tx, final ForceBatch event) {
    final long last = tx.forcedBatches().last().map(ForcedBatch::number).orElse(0L);
    if (event.number() != last + 1) {
      throw contradiction(
          "a forced batch on L1 does not follow the last one",
          event,
          "forced batch %d, last known %d".formatted(event.number(), last));
    }
    tx.forcedBatches()
        .insert(
            new ForcedBatch(
                new ForcedInput(
                    event.number(),
                    event.lastGlobalExitRoot(),
                    event.block().timestamp(),
                    event.block().parentHash()),
                event.block().number(),
                event.transactionHash(),
                event.sender(),
                event.transactions()));
  }

  private static void addVerification(final StateStore.Tx tx, final VerifyBatches event) {
    final long lastVirtual = tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L);
    final long lastVerified = tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L);
    if (event.numBatch() > lastVirtual || event.numBatch() <= lastVerified) {
      throw contradiction(
          "a verification on L1 is outside of the batches that wait for one",
          event,
          "batch %d, last verified %d, last virtual %d"
              .formatted(event.numBatch(), lastVerified, lastVirtual));
    }
    // Its root is compared by the derivation: what is here may not be the batch that L1 has.
    tx.verifiedBatches()
        .insert(
            new VerifiedBatch(
                event.numBatch(),
                event.stateRoot(),
                event.transactionHash(),
                event.block().number(),
                event.aggregator()));
  }

  /**
   * @throws CriticalException the proven state root is not the local one
   */
  static void requireEqualRoot(final Batch local, final VerifiedBatch verified) {
    if (local.closed() && !local.stateRoot().equals(verified.stateRoot())) {
      throw new CriticalException(
          new Halt(
              HaltCode.VERIFIED_ROOT_DIFFERS,
              L1Synchronizer.COMPONENT,
              "state root verified on L1 differs from the local one",
              "batch %d (blocks %d to %d): local %s, verified %s in L1 transaction %s"
                  .formatted(
                      local.number(),
                      local.firstBlock(),
                      local.lastBlock(),
                      local.stateRoot(),
                      verified.stateRoot(),
                      verified.l1Transaction())));
    }
  }

  static CriticalException contradiction(
      final String reason, final L1Event event, final String evidence) {
    return halt(HaltCode.L1_CONTRADICTS, reason, event, evidence);
  }

  static CriticalException halt(
      final HaltCode code, final String reason, final L1Event event, final String evidence) {
    return new CriticalException(
        new Halt(
            code,
            L1Synchronizer.COMPONENT,
            reason,
            "L1 block %d %s, transaction %s: %s"
                .formatted(
                    event.block().number(),
                    event.block().hash(),
                    event.transactionHash(),
                    evidence)));
  }
}
