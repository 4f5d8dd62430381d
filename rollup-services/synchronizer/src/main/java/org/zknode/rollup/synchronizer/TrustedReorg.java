/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;

/**
 * A main node gives up blocks of its own because L1 has, or lost, what they stand on: transactions
 * that the pool no longer has are stored again, the rows are cut with what was closed, checked and
 * signed, the engine goes back to the last common block, and the transactions are pending again.
 * Sequences of these batches that are under way revert on L1, because they do not follow its last
 * batch.
 *
 * <p>Each step may be done twice: after a stop anywhere the batch on L1 is found to differ again,
 * and all steps are repeated. Rows go before blocks, so that whoever works on a batch meanwhile
 * sees first that its row is gone.
 */
final class TrustedReorg {
  static final String EVENT = "TRUSTED_REORG";

  /** Transactions that the event names; the pool knows the fate of each. */
  private static final int NAMED_TRANSACTIONS = 20;

  /** Closing reasons of batches whose coinbase is that of whoever sequenced them. */
  private static final Set<String> FORCED_ON_L1 =
      Set.of(ClosingReason.SYNC_L1_FORCED.text(), ClosingReason.SYNC_L1_INITIAL.text());

  private static final Logger LOG = LoggerFactory.getLogger(TrustedReorg.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainListener listener;
  private final Clock clock;
  private final LostLeaves lostLeaves;
  private OptionalLong toReturn = OptionalLong.empty();

  TrustedReorg(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainListener listener,
      final Clock clock) {
    this.engine = engine;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
    this.lostLeaves = new LostLeaves(engine, store);
  }

  /** Makes room for a batch of L1 that is not as this node made it. */
  void makeRoomFor(final DerivedBatch derived, final ChainComparison comparison) {
    finishReturn();
    final long common = derived.parent().number() + comparison.equalBlocks();
    final long number = derived.batch().number();
    if (comparison.difference().isPresent()) {
      final ChainComparison.Difference difference = comparison.difference().get();
      giveUp(
          number,
          common,
          derived.parent().number(),
          "batch %d is on L1 in transaction %s%s and differs: block %d is %s here, L1 has %s"
              .formatted(
                  number,
                  derived.batch().l1Transaction(),
                  derived
                      .batch()
                      .forced()
                      .map(input -> " with forced batch " + input.number())
                      .orElse(""),
                  difference.local().number(),
                  difference.local().hash(),
                  difference.derived()));
      return;
    }
    if (!hasOtherRows(derived)) {
      return;
    }
    if (comparison.equalBlocks() == derived.inputs().size()) {
      makeBatchesAnew(derived, common);
    } else {
      giveUp(
          number,
          common,
          derived.parent().number(),
          "batch %d is on L1 in transaction %s and differs from the one whose blocks the engine has lost"
              .formatted(number, derived.batch().l1Transaction()));
    }
  }

  /**
   * The pool may have failed when the blocks were gone already. After the end of a process its
   * successor's sequencer does it before its first block.
   */
  private void finishReturn() {
    if (toReturn.isPresent()) {
      listener.givenUp(toReturn.getAsLong());
      toReturn = OptionalLong.empty();
    }
  }

  /**
   * Gives up all blocks above one, and all batches from one on.
   *
   * @param lastRow rows of blocks above it are deleted; those up to the common block come back with
   *     L1's batch
   */
  private void giveUp(
      final long fromBatch, final long common, final long lastRow, final String why) {
    final List<Bytes32> named = new ArrayList<>();
    final long head = engine.head().number();
    int transactions = 0;
    for (long n = common + 1; n <= head; n++) {
      final L2Block block = block(n);
      listener.givingUp(block);
      transactions += block.transactions().size();
      block.transactions().stream()
          .limit(Math.max(0, NAMED_TRANSACTIONS - named.size()))
          .map(Keccak256::hash)
          .forEach(named::add);
    }
    final String text =
        "%s; given up: blocks %d to %d, batches from %d on; %d transactions wait again%s"
            .formatted(why, common + 1, head, fromBatch, transactions, names(named, transactions));
    LOG.warn("trusted chain differs from L1, {}", text);
    cut(fromBatch, lastRow, List.of(), text);
    if (head > common) {
      engine.unwindTo(common);
    }
    toReturn = OptionalLong.of(common);
    finishReturn();
  }

  private static String names(final List<Bytes32> named, final int all) {
    return named.isEmpty()
        ? ""
        : named.stream()
            .map(Bytes32::toHexString)
            .collect(Collectors.joining(", ", ": ", all > named.size() ? ", …" : ""));
  }

  /** The blocks are the same, but the rows have them in other batches, or have others. */
  private boolean hasOtherRows(final DerivedBatch derived) {
    return store.read(
        tx ->
            tx.batches()
                    .find(derived.batch().number())
                    .filter(row -> row.closed() || row.lastBlock() > derived.lastBlock())
                    .isPresent()
                || hasStaleRow(tx, derived));
  }

  /** As a state DB has that was restored from before blocks were given up. */
  private boolean hasStaleRow(final StateStore.Tx tx, final DerivedBatch derived) {
    for (long number = derived.firstBlock(); number <= derived.lastBlock(); number++) {
      final Optional<BlockInfo> row = tx.blocks().find(number);
      final Optional<L2Block> block = engine.block(number);
      if (row.isPresent() && block.filter(own -> own.hash().equals(row.get().hash())).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Blocks behind the batch stay, if a batch can have them. */
  private void makeBatchesAnew(final DerivedBatch derived, final long common) {
    final List<L2Block> behind = new ArrayList<>();
    final List<BlockInfo> rows = new ArrayList<>();
    final long head = engine.head().number();
    for (long n = common + 1; n <= head; n++) {
      final L2Block block = block(n);
      behind.add(block);
      store
          .read(tx -> tx.blocks().find(block.number()))
          .filter(row -> row.hash().equals(block.hash()))
          .ifPresent(rows::add);
    }
    final String onL1 =
        "batch %d is on L1 in transaction %s with blocks %d to %d"
            .formatted(
                derived.batch().number(),
                derived.batch().l1Transaction(),
                derived.firstBlock(),
                derived.lastBlock());
    final Optional<String> lost = lostLeaves.in(rows);
    if (lost.isPresent()) {
      giveUp(
          derived.batch().number(),
          common,
          derived.parent().number(),
          onL1 + ", and those behind it cannot be in another: " + lost.get());
    } else {
      recut(derived, behind, rows, onL1);
    }
  }

  /** The sequencer puts the blocks into batches again by their intents. */
  private void recut(
      final DerivedBatch derived,
      final List<L2Block> behind,
      final List<BlockInfo> rows,
      final String onL1) {
    final long number = derived.batch().number();
    final Map<Long, Bytes32> parents =
        behind.stream().collect(Collectors.toMap(L2Block::number, L2Block::parentHash));
    final List<BlockIntent> kept =
        rows.stream()
            .map(
                row ->
                    new BlockIntent(
                        row.number(),
                        parents.get(row.number()),
                        row.timestamp(),
                        number + 1,
                        row.l1InfoTreeIndex()))
            .toList();
    final String text =
        "%s; blocks up to %d stay and get into new batches".formatted(onL1, engine.head().number());
    LOG.warn("trusted batches differ from L1, {}", text);
    cut(number, derived.parent().number(), kept, text);
  }

  private void cut(
      final long fromBatch, final long lastRow, final List<BlockIntent> kept, final String text) {
    final L2Block head = engine.head();
    store.update(
        tx -> {
          final OpenPromise promise = OpenPromise.after(tx, head);
          BatchRows.deleteAboveKeepingBlocks(tx, fromBatch - 1, lastRow);
          tx.blocks().deleteAbove(lastRow);
          kept.forEach(tx.blockIntents()::put);
          if (!kept.isEmpty()) {
            promise.keep(tx, fromBatch + 1);
          }
          tx.events()
              .insert(new Event(clock.millis(), "WARN", L1Synchronizer.COMPONENT, EVENT, text));
        });
  }

  /**
   * Batches that are not on L1 and can never get there as they are: an L1 reorg took the sequence
   * of somebody else, whose coinbase is in their blocks, replaced what was forced, or took a leaf
   * of the L1 info tree that a block names.
   *
   * @param lastVirtual last batch on L1
   * @return whether L1 lacks what was forced for one of them, so that it has to be looked at again
   */
  boolean giveUpImpossible(final long lastVirtual, final Address coinbase) {
    finishReturn();
    boolean missing = false;
    long next = lastVirtual + 1;
    Optional<Batch> batch = at(next);
    while (batch.isPresent()) {
      final Optional<String> why = whyImpossible(batch.get(), coinbase);
      if (why.isPresent()) {
        final long before = batch.get().firstBlock() - 1;
        giveUp(next, before, before, "batch %d: %s".formatted(next, why.get()));
        return false;
      }
      final Optional<ForcedInput> forced = batch.get().forced();
      missing |=
          forced.isPresent()
              && store.read(tx -> tx.forcedBatches().find(forced.get().number())).isEmpty();
      next++;
      batch = at(next);
    }
    return missing;
  }

  private Optional<Batch> at(final long number) {
    return store.read(tx -> tx.batches().find(number));
  }

  private Optional<String> whyImpossible(final Batch batch, final Address coinbase) {
    if (batch.firstBlock() <= batch.lastBlock()) {
      final Optional<L2Block> first = engine.block(batch.firstBlock());
      if (first.filter(block -> !block.coinbase().equals(coinbase)).isPresent()) {
        return Optional.of(
            "L1 lost the sequence of somebody else that brought it, with coinbase "
                + first.get().coinbase());
      }
      if (first.isEmpty() && batch.closingReason().filter(FORCED_ON_L1::contains).isPresent()) {
        return Optional.of("L1 lost the sequence that brought it, and the engine its block");
      }
    }
    final Optional<String> lost =
        lostLeaves.in(store.read(tx -> tx.blocks().ofBatch(batch.number())));
    if (lost.isPresent()) {
      return lost;
    }
    return batch
        .forced()
        .flatMap(built -> store.read(tx -> tx.forcedBatches().find(built.number())))
        .filter(
            onL1 ->
                !(onL1.input().equals(batch.forced().get())
                    && onL1.batchL2Data().equals(batch.batchL2Data())))
        .map(
            onL1 ->
                "L1 has another forced batch %d now: %s instead of %s"
                    .formatted(onL1.input().number(), onL1.input(), batch.forced().get()));
  }

  private L2Block block(final long number) {
    return engine
        .block(number)
        .orElseThrow(
            () -> new TemporaryException("the engine does not give block %d".formatted(number)));
  }
}
