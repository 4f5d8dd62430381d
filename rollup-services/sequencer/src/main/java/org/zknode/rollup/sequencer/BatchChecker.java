/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BatchDerivationException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.sequencer.ExecutorCheck.Said;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StoredOrigins;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.witness.Executors;

/**
 * Executes each closed batch again from nothing but its batch data, L1 data and the parent block,
 * as the rest of the world will have to (docs/spec/sequencing.md, "Batch check"). Only a batch that
 * gives the same blocks and state root is marked checked and may go to L1.
 */
public final class BatchChecker {
  private static final Logger LOG = LoggerFactory.getLogger(BatchChecker.class);

  /** Batches read at once; a batch is up to 120 kB. */
  private static final int BATCHES_PER_READ = 16;

  private final ExecutionEngine engine;
  private final StateStore store;
  private final WitnessKeeper witnesses;
  private final ChainConfig chain;
  private final BatchProgress progress;
  private final Optional<ExecutorCheck> executors;
  private final ChangeWatch rows;
  private long next = 1;

  public BatchChecker(
      final ExecutionEngine engine, final StateStore store, final ChainConfig chain) {
    this(engine, store, chain, new BatchProgress(), OptionalLong.empty());
  }

  /** Without executors elsewhere. */
  public BatchChecker(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainConfig chain,
      final BatchProgress progress,
      final OptionalLong witnesses) {
    this(engine, store, chain, progress, witnesses, Optional.empty());
  }

  /**
   * @param progress told of each batch that is checked
   * @param witnesses of so many verified batches the execution witness is kept, and of each batch
   *     until then; empty: none is kept
   * @param executors elsewhere, which execute batches, too, or in the place of this node
   */
  public BatchChecker(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainConfig chain,
      final BatchProgress progress,
      final OptionalLong witnesses,
      final Optional<ExecutorCheck> executors) {
    this.progress = progress;
    this.executors = executors;
    this.rows = ChangeWatch.ofRows(store);
    this.engine = engine;
    this.store = store;
    this.witnesses =
        new WitnessKeeper(
            engine,
            new StoredOrigins(store),
            witnesses,
            executors.filter(ExecutorCheck::needsOwnWitness).isPresent());
    this.chain = chain;
  }

  /**
   * Checks the closed batches that are not checked yet.
   *
   * @return how many were checked now
   * @throws CriticalException a batch does not give what is stored
   */
  public int step() {
    if (rows.isQuiet()) {
      return 0;
    }
    rows.begin();
    // A batch on L1 was checked before it was sent, or derived from L1 by execution.
    next = store.read(this::firstToCheck);
    final List<Batch> closed = store.read(tx -> tx.batches().closedFrom(next, BATCHES_PER_READ));
    int checked = 0;
    for (final Batch batch : closed) {
      if (batch.number() != next) {
        throw halt(batch, "batch %d is missing in the state DB".formatted(next));
      }
      if (!batch.checked()) {
        check(batch);
        checked++;
      }
      next = batch.number() + 1;
    }
    if (checked == 0 && closed.size() < BATCHES_PER_READ) {
      rows.foundNothing();
    }
    return checked;
  }

  /** Batches that were given up are made again under the same numbers. */
  private long firstToCheck(final StateStore.Tx tx) {
    final long virtual = tx.virtualBatches().last().map(batch -> batch.number()).orElse(0L);
    final boolean stillChecked =
        next - 1 > virtual && tx.batches().find(next - 1).filter(Batch::checked).isPresent();
    return stillChecked ? next : virtual + 1;
  }

  private void check(final Batch batch) {
    final List<BlockInfo> rows = store.read(tx -> tx.blocks().ofBatch(batch.number()));
    final List<Bytes32> stored = rows.stream().map(BlockInfo::hash).toList();
    final List<BlockInput> inputs = inputs(batch);
    final Optional<Said> said =
        executors.flatMap(elsewhere -> elsewhere.onWitnessFromElsewhere(batch, inputs));
    final Optional<Executors.Executed> confirmed =
        said.flatMap(each -> executors.orElseThrow().confirmed(batch, each, stored));
    if (confirmed.isPresent()) {
      compare(batch, rows, confirmed.get().stateRoot());
      markChecked(batch, said.map(Said::witness));
    } else {
      markChecked(batch, executedHere(batch, rows, inputs, said));
    }
    progress.reached(BatchStage.CHECKED);
    LOG.info(
        "batch {} checked: blocks {} to {}", batch.number(), batch.firstBlock(), batch.lastBlock());
  }

  private Optional<ExecutionWitness> executedHere(
      final Batch batch,
      final List<BlockInfo> rows,
      final List<BlockInput> inputs,
      final Optional<Said> before) {
    final WitnessKeeper.Executed executed = witnesses.execute(inputs);
    final List<BlockResult> results = executed.results();
    for (final BlockResult result : results) {
      // What somebody forces may well not be applicable; the sequencer puts nothing such into one.
      if (batch.forced().isEmpty() && !result.skipped().isEmpty()) {
        throw halt(
            batch,
            "block %d: transaction %d cannot be applied again: %s"
                .formatted(
                    result.block().number(),
                    result.skipped().getFirst().index(),
                    result.skipped().getFirst().reason()));
      }
    }
    compare(batch, rows, results.stream().map(BlockResult::block).toList());
    if (executors.isPresent()) {
      final ExecutorCheck elsewhere = executors.get();
      before
          .or(() -> executed.witness().map(witness -> elsewhere.ask(inputs, witness)))
          .flatMap(
              said ->
                  elsewhere.contradiction(batch, said, rows.stream().map(BlockInfo::hash).toList()))
          .ifPresent(
              evidence -> {
                throw halt(
                    batch,
                    "this node gets the stored blocks, and executors elsewhere do not: "
                        + evidence);
              });
    }
    return executed.witness();
  }

  private List<BlockInput> inputs(final Batch batch) {
    final L2Block parent = storedParent(batch.firstBlock() - 1);
    try {
      return BatchDerivation.derive(
          batch.batchL2Data(), batch.forced(), parent, chain, index -> Optional.of(rootOf(index)));
    } catch (final BatchDecodeException | BatchDerivationException e) {
      throw halt(batch, e.getMessage());
    }
  }

  /** What is executed on another block than the stored one says nothing of what is stored. */
  private L2Block storedParent(final long number) {
    final L2Block parent = canonical(number);
    store
        .read(tx -> tx.blocks().find(number))
        .map(BlockInfo::hash)
        .filter(stored -> !stored.equals(parent.hash()))
        .ifPresent(
            stored -> {
              throw isBeingReplaced(number, parent.hash(), stored);
            });
    return parent;
  }

  /** The engine is written before the state DB, and a commit of that may fail in between. */
  private static TemporaryException isBeingReplaced(
      final long number, final Bytes32 inChain, final Bytes32 stored) {
    return new TemporaryException(
        "block %d is %s in the engine's chain and %s in the state DB: it is being replaced"
            .formatted(number, inChain, stored));
  }

  /** A leaf that was there is gone while the synchronizer follows an L1 reorg: it may come back. */
  private Bytes32 rootOf(final long index) {
    return store
        .read(tx -> tx.l1InfoLeaves().find(index))
        .map(L1InfoLeaf::l1InfoRoot)
        .orElseThrow(
            () -> new TemporaryException("L1 info tree leaf %d is not known".formatted(index)));
  }

  private void compare(
      final Batch batch, final List<BlockInfo> rows, final List<L2Block> executed) {
    final OptionalInt difference =
        BatchDerivation.firstDifference(executed, rows.stream().map(BlockInfo::hash).toList());
    if (difference.isPresent()) {
      final int i = difference.getAsInt();
      throw halt(
          batch,
          "block %d: executed again %s, stored %s"
              .formatted(
                  batch.firstBlock() + i,
                  i < executed.size() ? describe(executed.get(i)) : "no block",
                  i < rows.size() ? rows.get(i).hash().toHexString() : "no block"));
    }
    compare(
        batch,
        rows,
        executed.isEmpty()
            ? canonical(batch.firstBlock() - 1).stateRoot()
            : executed.getLast().stateRoot());
  }

  /** The stored blocks came out. */
  private void compare(final Batch batch, final List<BlockInfo> rows, final Bytes32 root) {
    for (final BlockInfo row : rows) {
      final Bytes32 inChain = canonical(row.number()).hash();
      if (!inChain.equals(row.hash())) {
        throw isBeingReplaced(row.number(), inChain, row.hash());
      }
    }
    if (!root.equals(batch.stateRoot())) {
      throw halt(
          batch, "state root: executed again %s, stored %s".formatted(root, batch.stateRoot()));
    }
  }

  private static String describe(final L2Block block) {
    return "%s (state root %s)".formatted(block.hash(), block.stateRoot());
  }

  private void markChecked(final Batch batch, final Optional<ExecutionWitness> witness) {
    store.update(
        tx -> {
          final Batch now =
              tx.batches()
                  .find(batch.number())
                  .filter(row -> row.batchL2Data().equals(batch.batchL2Data()))
                  .orElseThrow(
                      () ->
                          new TemporaryException(
                              "batch %d changed while it was checked".formatted(batch.number())));
          if (!now.checked()) {
            tx.batches().markChecked(now.number());
            witnesses.keep(tx, now.number(), witness);
          }
        });
  }

  private L2Block canonical(final long number) {
    return engine
        .block(number)
        .orElseThrow(
            () -> new TemporaryException("the engine does not give block %d".formatted(number)));
  }

  /** A batch that was given up meanwhile is no evidence of anything. */
  private CriticalException halt(final Batch batch, final String evidence) {
    if (store.read(tx -> tx.batches().find(batch.number())).filter(batch::equals).isEmpty()) {
      throw new TemporaryException("batch %d was given up".formatted(batch.number()));
    }
    return new CriticalException(
        new Halt(
            HaltCode.BATCH_CHECK_FAILED,
            "batch-checker",
            "batch %d does not give the stored blocks when it is executed again"
                .formatted(batch.number()),
            evidence));
  }
}
