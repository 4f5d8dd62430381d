/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BatchDerivationException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Brings the engine's chain and the state DB to the same block after one of them got ahead: the
 * engine by a crash before the state DB was written, or because the state DB is an older copy (see
 * {@link UnstoredBlocks}), the state DB by an engine that lost its newest blocks (they are built
 * again from the batch data and must have the same hashes).
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final String COMPONENT = "sequencer";

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainConfig chain;
  private final ChainJournal journal;
  private final BlockPromises promises;
  private final UnstoredBlocks unstored;

  Reconciler(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainConfig chain,
      final ChainJournal journal,
      final BlockPromises promises,
      final UnstoredBlocks unstored) {
    this.promises = promises;
    this.unstored = unstored;
    this.engine = engine;
    this.store = store;
    this.chain = chain;
    this.journal = journal;
  }

  /**
   * @return the position that both agree on
   * @throws CriticalException they cannot be brought together without loss
   */
  ChainJournal.Position reconcile(final L2Block known) {
    final ChainJournal.Position position = journal.position();
    final long stored = position.lastBlock().map(BlockInfo::number).orElse(0L);
    final L2Block head = isOvertaken(known, position.lastBlock()) ? giveUpOvertaken(known) : known;
    checkCommon(position.lastBlock(), head);
    if (head.number() == stored) {
      return position;
    }
    if (head.number() > stored) {
      adoptUpTo(head.number(), stored);
    } else {
      rebuild(head.number(), stored);
    }
    return journal.position();
  }

  /**
   * Another process took over when this one had built a block and not stored it yet; nobody was
   * given that block. It is one at the most, because each block waits for the row of the one
   * before.
   */
  private boolean isOvertaken(final L2Block head, final Optional<BlockInfo> last) {
    final long number = head.number();
    if (number == 0 || last.isEmpty() || last.get().number() < number) {
      return false;
    }
    // Each step asks this, and mostly both are at the same block.
    final BlockInfo stored = last.get().number() == number ? last.get() : row(number);
    return !stored.hash().equals(head.hash())
        && (number == 1 || row(number - 1).hash().equals(head.parentHash()));
  }

  private L2Block giveUpOvertaken(final L2Block head) {
    giveUp(
        head.number(),
        "block %d %s was built here when another process took over, whose block is %s"
            .formatted(head.number(), head.hash(), row(head.number()).hash()));
    return engine.head();
  }

  /** The block, and what is above it, leaves the engine. */
  private void giveUp(final long number, final String text) {
    LOG.warn("{}: given up", text);
    engine.unwindTo(number - 1);
    journal.event("BLOCK_GIVEN_UP", text);
  }

  private void checkCommon(final Optional<BlockInfo> last, final L2Block head) {
    if (last.isEmpty()) {
      return;
    }
    final long common = Math.min(last.get().number(), head.number());
    if (common == 0) {
      return;
    }
    final BlockInfo row =
        common == last.get().number()
            ? last.get()
            : store
                .read(tx -> tx.blocks().find(common))
                .orElseThrow(() -> halt("state DB has no row of block " + common, "gap"));
    final Bytes32 hash = common == head.number() ? head.hash() : block(common).hash();
    if (!row.hash().equals(hash)) {
      throw halt(
          "the engine's chain is not the one of the state DB",
          "block %d: engine %s, state DB %s".formatted(common, hash, row.hash()));
    }
  }

  private void adoptUpTo(final long headNumber, final long stored) {
    for (long number = stored + 1; number <= headNumber; number++) {
      final L2Block block = block(number);
      if (isPromisedOtherwise(block)) {
        giveUp(
            number,
            "block %d %s does not begin with what was preconfirmed of it"
                .formatted(number, block.hash()));
        return;
      }
      final Optional<Long> index = unstored.l1InfoTreeIndex(block);
      if (index.isEmpty()) {
        unstored.giveUpFrom(number, headNumber);
        return;
      }
      adopt(block, index.get());
    }
  }

  /**
   * Another process has had the state DB meanwhile and promised more of the block, or this block
   * was built without looking.
   */
  private boolean isPromisedOtherwise(final L2Block block) {
    return promises
        .promised(block.number())
        .filter(promised -> promised.intent().parentHash().equals(block.parentHash()))
        .filter(promised -> !promised.isBeginningOf(block))
        .isPresent();
  }

  private void adopt(final L2Block block, final long l1InfoTreeIndex) {
    final L2Block parent = block(block.number() - 1);
    final Resources used = unstored.used(block, l1InfoTreeIndex);
    final ChainJournal.Position position = journal.positionFor(block, parent, used);
    journal.derivedBuilt(
        block,
        new BlockIntent(
            block.number(),
            block.parentHash(),
            block.timestamp(),
            position.nextBatch(),
            l1InfoTreeIndex),
        parent.timestamp(),
        used,
        executedFor(block, parent, position));
    LOG.warn("block {} was built before the last stop but not stored: stored now", block.number());
    journal.event("BLOCK_RECOVERED", "block %d %s".formatted(block.number(), block.hash()));
  }

  /** What the block was executed from: of a forced batch not all may be in it. */
  private List<Bytes> executedFor(
      final L2Block block, final L2Block parent, final ChainJournal.Position position) {
    return position
        .open()
        .filter(ChainJournal.OpenBatch::isForced)
        .map(
            open ->
                ForcedDerivation.of(
                        open.batch().batchL2Data(),
                        open.batch().forced().orElseThrow(),
                        parent,
                        chain)
                    .input())
        .filter(
            input ->
                engine.reExecute(List.of(input)).getFirst().block().hash().equals(block.hash()))
        .map(BlockInput::transactions)
        .orElse(block.transactions());
  }

  private void rebuild(final long headNumber, final long stored) {
    LOG.warn(
        "the engine's head is block {}, the state DB has block {}: building them again",
        headNumber,
        stored);
    long number = headNumber + 1;
    while (number <= stored) {
      number = rebuildBatchFrom(number);
    }
    journal.event(
        "BLOCKS_REBUILT", "blocks %d to %d, lost by the engine".formatted(headNumber + 1, stored));
  }

  private long rebuildBatchFrom(final long number) {
    final BlockInfo row = row(number);
    final Batch batch =
        store
            .read(tx -> tx.batches().find(row.batchNumber()))
            .orElseThrow(
                () ->
                    halt(
                        "the engine lost blocks whose batch is not in the state DB",
                        "block %d, batch %d".formatted(number, row.batchNumber())));
    for (final BlockInput input : inputs(batch)) {
      final long next = input.attributes().number();
      if (next >= number) {
        extend(input, row(next));
      }
    }
    if (engine.head().number() < number) {
      throw halt(
          "the engine lost blocks that the batch data does not contain",
          "block %d, batch %d".formatted(number, batch.number()));
    }
    return batch.lastBlock() + 1;
  }

  private List<BlockInput> inputs(final Batch batch) {
    try {
      return BatchDerivation.derive(
          batch.batchL2Data(),
          batch.forced(),
          block(batch.firstBlock() - 1),
          chainOf(batch),
          index -> Optional.of(rootOf(index)));
    } catch (final BatchDecodeException | BatchDerivationException e) {
      throw halt(
          "the engine lost blocks that cannot be derived again",
          "batch %d: %s".formatted(batch.number(), e.getMessage()));
    }
  }

  /** The synchronizer follows an L1 reorg, or reads L1 again: the leaf comes back. */
  private Bytes32 rootOf(final long index) {
    return store
        .read(tx -> tx.l1InfoLeaves().find(index))
        .map(L1InfoLeaf::l1InfoRoot)
        .orElseThrow(
            () -> new TemporaryException("L1 info tree leaf %d is not known".formatted(index)));
  }

  /** A batch that somebody else sequenced has that account's coinbase. */
  private ChainConfig chainOf(final Batch batch) {
    return store
        .read(tx -> tx.virtualBatches().find(batch.number()))
        .map(virtual -> chain.withCoinbase(virtual.coinbase()))
        .orElse(chain);
  }

  private void extend(final BlockInput input, final BlockInfo row) {
    try {
      engine.extend(
          input.attributes().withParent(engine.head().hash()),
          input.transactions(),
          Optional.of(row.hash()));
    } catch (final BlockMismatchException e) {
      throw halt("a lost block was built again with another hash", e.getMessage());
    }
  }

  private BlockInfo row(final long number) {
    return store
        .read(tx -> tx.blocks().find(number))
        .orElseThrow(() -> halt("state DB has no row of block " + number, "gap"));
  }

  private L2Block block(final long number) {
    return engine
        .block(number)
        .orElseThrow(
            () -> new TemporaryException("the engine does not give block %d".formatted(number)));
  }

  private static CriticalException halt(final String reason, final String evidence) {
    return new CriticalException(new Halt(HaltCode.DATA_CONTRADICTS, COMPONENT, reason, evidence));
  }
}
