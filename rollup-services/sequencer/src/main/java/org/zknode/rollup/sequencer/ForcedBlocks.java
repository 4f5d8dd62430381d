/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/** Builds the one block of a forced batch, which closes it; no pool transaction is in it. */
final class ForcedBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedBlocks.class);

  private final SequencerContext context;
  private final ChainJournal journal;
  private final BlockPromises promises;
  private final BlockPhases phases;

  ForcedBlocks(
      final SequencerContext context,
      final ChainJournal journal,
      final BlockPromises promises,
      final BlockPhases phases) {
    this.context = context;
    this.journal = journal;
    this.promises = promises;
    this.phases = phases;
  }

  BlockResult build(final L2Block head, final Batch batch) {
    final ForcedDerivation derived =
        ForcedDerivation.of(
            batch.batchL2Data(), batch.forced().orElseThrow(), head, context.chain());
    final BlockAttributes attributes = derived.input().attributes();
    final BlockIntent intent =
        new BlockIntent(
            attributes.number(),
            attributes.parentHash(),
            attributes.timestamp(),
            batch.number(),
            attributes.l1InfoTreeIndex());
    promises.intendForced(intent);
    // What users force is not limited: everybody derives it without meters. A forced batch is one
    // block, so that its gas limit bounds the work, and L1's gas and fee are paid for each.
    final BlockResult result = extend(derived, attributes);
    journal.derivedBuilt(
        result.block(), intent, head.timestamp(), result.used(), derived.input().transactions());
    LOG.info(
        "forced batch {} is batch {}: {} transactions, {} skipped{}",
        batch.forced().get().number(),
        batch.number(),
        result.block().transactions().size(),
        result.skipped().size(),
        derived.malformed().map(why -> ", malformed: " + why).orElse(""));
    return result;
  }

  /** A block that the engine builds has no hash to differ from. */
  private BlockResult extend(final ForcedDerivation derived, final BlockAttributes attributes) {
    try {
      return phases.timed(
          Phase.EXECUTE,
          () ->
              context
                  .engine()
                  .extend(attributes, derived.input().transactions(), Optional.empty()));
    } catch (final BlockMismatchException e) {
      throw new CriticalException(
          new Halt(
              HaltCode.ENGINE_REFUSED,
              Sequencer.LOCK,
              "the engine refused its own block",
              e.getMessage()));
    }
  }
}
