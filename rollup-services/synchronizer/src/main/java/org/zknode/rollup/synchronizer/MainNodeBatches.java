/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Whether a batch on L1 is the one that the main node made (docs/spec/synchronizer.md, "When L1 and
 * the local chain differ").
 */
final class MainNodeBatches {
  private MainNodeBatches() {}

  /**
   * It was closed here with exactly this content, and gives the blocks that are stored. The content
   * alone does not say so: who sequences a forced batch names the coinbase. Blocks that the engine
   * has lost are executed for it, and not appended.
   */
  static boolean isOwn(
      final StateStore store,
      final ExecutionEngine engine,
      final DerivedBatch derived,
      final ChainComparison comparison) {
    final long number = derived.batch().number();
    final Optional<Batch> row = store.read(tx -> tx.batches().find(number));
    if (comparison.difference().isPresent() || row.filter(own -> isEqual(own, derived)).isEmpty()) {
      return false;
    }
    final List<Bytes32> stored =
        store.read(tx -> tx.blocks().ofBatch(number)).stream().map(BlockInfo::hash).toList();
    return stored.equals(blocks(engine, derived, comparison));
  }

  private static List<Bytes32> blocks(
      final ExecutionEngine engine, final DerivedBatch derived, final ChainComparison comparison) {
    if (comparison.equalBlocks() < derived.inputs().size()) {
      return engine.reExecute(derived.inputs()).stream()
          .map(result -> result.block().hash())
          .toList();
    }
    return LongStream.rangeClosed(derived.firstBlock(), derived.lastBlock())
        .mapToObj(engine::block)
        .flatMap(Optional::stream)
        .map(L2Block::hash)
        .toList();
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
