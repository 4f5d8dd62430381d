/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutedLists;
import org.zknode.rollup.engine.Execution;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.engine.WitnessUnavailableException;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;

/**
 * Has the witness of a batch recorded where the batch is executed again anyway, and keeps it while
 * somebody may ask for it (docs/concepts/witness.md). A batch goes on without one where there is
 * none.
 */
final class WitnessKeeper {
  /** Of one batch, in bytes; a batch of 120 kB with 30 million gas stays far below. */
  static final long MAX_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(WitnessKeeper.class);

  private final ExecutionEngine engine;
  private final ExecutedLists known;
  private final OptionalLong kept;
  private boolean available;

  /**
   * @param known what is remembered of earlier executions
   * @param kept so many verified batches keep theirs; empty: none is kept
   * @param alsoForOthers recorded where none is kept, too
   */
  WitnessKeeper(
      final ExecutionEngine engine,
      final ExecutedLists known,
      final OptionalLong kept,
      final boolean alsoForOthers) {
    this.engine = engine;
    this.known = known;
    this.kept = kept;
    this.available = kept.isPresent() || alsoForOthers;
  }

  /** Blocks that were executed again, with their witness if there is one. */
  record Executed(List<BlockResult> results, Optional<ExecutionWitness> witness) {}

  Executed execute(final List<BlockInput> inputs) {
    if (available && !inputs.isEmpty()) {
      try {
        final RecordedExecution recorded = engine.recordWitness(inputs);
        return new Executed(recorded.results(), Optional.of(recorded.range()));
      } catch (final WitnessUnavailableException e) {
        available = false;
        LOG.warn("batches are checked without execution witnesses: {}", e.getMessage());
      } catch (final EngineException e) {
        // What ails the engine itself is found by what follows.
        LOG.warn("a batch is checked without its execution witness: {}", e.getMessage());
      }
    }
    return new Executed(Execution.again(engine, inputs, known), Optional.empty());
  }

  /** The batch is checked: keeps what it has, and drops what nobody has to ask for any more. */
  void keep(final StateStore.Tx tx, final long batch, final Optional<ExecutionWitness> witness) {
    tx.batchWitnesses()
        .deleteUpTo(
            tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L) - kept.orElse(0));
    if (kept.isPresent() && witness.isPresent()) {
      if (witness.get().size() > MAX_BYTES) {
        LOG.warn(
            "the execution witness of batch {} is not kept: it has {} bytes, {} are the most",
            batch,
            witness.get().size(),
            MAX_BYTES);
      } else {
        tx.batchWitnesses().put(batch, witness.get());
      }
    }
  }
}
