/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.BatchLimits.Closing;
import org.zknode.rollup.sequencer.BatchLimits.Ended;
import org.zknode.rollup.sequencer.BatchLimits.Fill;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;

/** The sequencer's writes to the state DB, each one transaction. */
final class ChainJournal {
  private static final String COMPONENT = "sequencer";

  private final StateStore store;
  private final BatchLimits limits;
  private final Clock clock;
  private final BlockPhases phases;
  private final Runnable whenClosed;
  private boolean closedUntold;
  private final Map<ClosingReason, Metrics.Counter> closed = new EnumMap<>(ClosingReason.class);

  /**
   * @param whenClosed called by {@link #tellClosed} after a transaction that closed a batch
   */
  ChainJournal(
      final StateStore store,
      final BatchLimits limits,
      final Clock clock,
      final Metrics metrics,
      final Runnable whenClosed) {
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.phases = new BlockPhases(metrics);
    this.whenClosed = whenClosed;
    for (final ClosingReason reason : ClosingReason.ofSequencer()) {
      closed.put(reason, metrics.counter(reason.metricName(), reason.metricHelp()));
    }
  }

  /**
   * The batch that takes blocks.
   *
   * @param firstTimestamp of its first block, seconds
   * @param used by its blocks
   */
  record OpenBatch(Batch batch, long firstTimestamp, int transactions, Resources used) {
    Fill fill() {
      return new Fill(transactions, batch.batchL2Data().size(), used);
    }

    /** It takes exactly the block of its forced data. */
    boolean isForced() {
      return batch.forced().isPresent();
    }
  }

  /**
   * What the state DB knows before the next block.
   *
   * @param nextBatch number of the batch that the next block goes into
   */
  record Position(
      Optional<BlockInfo> lastBlock,
      Optional<OpenBatch> open,
      long nextBatch,
      long highestL1InfoTreeIndex) {
    /** By the blocks of the batch that the next one goes into. */
    Resources used() {
      return open.map(OpenBatch::used).orElse(Resources.ZERO);
    }
  }

  Position position() {
    return store.read(
        tx -> {
          final Optional<Batch> last = tx.batches().last();
          final Optional<OpenBatch> open =
              last.filter(batch -> !batch.closed()).map(batch -> openBatch(tx, batch));
          final long nextBatch =
              open.map(batch -> batch.batch().number())
                  .orElseGet(() -> last.map(Batch::number).orElse(0L) + 1);
          return new Position(
              tx.blocks().last(), open, nextBatch, tx.blocks().highestL1InfoTreeIndex());
        });
  }

  /**
   * Where a block goes that exists already; an open batch that has no room for it is closed.
   *
   * @param used by the block
   */
  Position positionFor(final L2Block block, final L2Block parent, final Resources used) {
    final Position position = position();
    final Optional<OpenBatch> open = position.open().filter(batch -> !batch.isForced());
    final int bytes =
        BatchCodec.encode(
                List.of(
                    new BatchBlock(
                        block.timestamp() - parent.timestamp(), 0, block.transactions())))
            .size();
    if (open.isEmpty()
        || limits.fits(open.get().fill(), new Fill(block.transactions().size(), bytes, used))) {
      return position;
    }
    close(open.get().batch(), ClosingReason.NO_TRANSACTION_FITS, "block " + block.number());
    return position();
  }

  private static OpenBatch openBatch(final StateStore.Tx tx, final Batch batch) {
    final List<BlockInfo> blocks = tx.blocks().ofBatch(batch.number());
    return new OpenBatch(
        batch,
        blocks.isEmpty() ? 0 : blocks.getFirst().timestamp(),
        blocks.stream().mapToInt(BlockInfo::transactionCount).sum(),
        tx.batchResources().find(batch.number()).orElse(Resources.ZERO));
  }

  /**
   * Opens a batch of its own for a forced batch: from now on its block is the next one, whatever
   * stops in between.
   */
  Batch openForced(final long number, final ForcedBatch forced, final L2Block head) {
    final Batch batch =
        new Batch(
            number,
            head.number() + 1,
            head.number(),
            forced.batchL2Data(),
            head.stateRoot(),
            false,
            false,
            Optional.empty(),
            Optional.of(forced.input()));
    store.update(
        tx -> {
          BlockPromises.requireSlices(tx, batch.firstBlock(), 0);
          tx.batches().insert(batch);
        });
    return batch;
  }

  /**
   * Stores the block's row and puts it into its batch, which is opened by its first block.
   *
   * @param parentTimestamp seconds
   * @param used by the block
   * @param ended whether the batch takes more transactions, else it is closed
   * @param slices with how many the block begins
   * @return why it was closed, if it was
   */
  Optional<ClosingReason> blockBuilt(
      final L2Block block,
      final BlockIntent intent,
      final long parentTimestamp,
      final Resources used,
      final Ended ended,
      final int slices) {
    return blockBuilt(
        block, intent, parentTimestamp, used, ended, Optional.empty(), OptionalInt.of(slices));
  }

  /**
   * The same for a block whose transactions were given, as those of a forced batch.
   *
   * @param transactions all that were executed for it
   */
  void derivedBuilt(
      final L2Block block,
      final BlockIntent intent,
      final long parentTimestamp,
      final Resources used,
      final List<Bytes> transactions) {
    blockBuilt(
        block,
        intent,
        parentTimestamp,
        used,
        Ended.OPEN,
        block.transactions().equals(transactions)
            ? Optional.empty()
            : Optional.of(BlockOrigin.of(block.hash(), transactions)),
        OptionalInt.empty());
  }

  private Optional<ClosingReason> blockBuilt(
      final L2Block block,
      final BlockIntent intent,
      final long parentTimestamp,
      final Resources used,
      final Ended ended,
      final Optional<BlockOrigin> origin,
      final OptionalInt slices) {
    final Optional<ClosingReason> reason =
        phases.timed(
            Phase.STORE,
            () ->
                store.write(
                    tx -> {
                      origin.ifPresent(tx.blockOrigins()::insertIfAbsent);
                      tx.blocks()
                          .insert(
                              new BlockInfo(
                                  block.number(),
                                  block.hash(),
                                  intent.batchNumber(),
                                  block.timestamp(),
                                  intent.l1InfoTreeIndex(),
                                  block.transactions().size()));
                      final Batch batch = put(tx, block, intent, parentTimestamp);
                      tx.batchResources().add(batch.number(), used);
                      final int promised = tx.blockIntents().deleteUpTo(block.number());
                      slices.ifPresent(
                          known -> BlockPromises.requireSlices(block.number(), promised, known));
                      final Optional<Closing> closing = closing(tx, batch, ended);
                      closing.ifPresent(why -> close(tx, batch, why.reason(), why.detail()));
                      return closing.map(Closing::reason);
                    }));
    closedUntold |= reason.isPresent();
    return reason;
  }

  /** The block's batch with it; only what the block adds is written. */
  private static Batch put(
      final StateStore.Tx tx,
      final L2Block block,
      final BlockIntent intent,
      final long parentTimestamp) {
    final Optional<Batch> present = tx.batches().find(intent.batchNumber());
    // A forced batch has its data before its block.
    final Bytes data =
        present.flatMap(Batch::forced).isPresent()
            ? Bytes.EMPTY
            : encode(block, intent, parentTimestamp);
    if (present.isPresent()) {
      tx.batches().append(intent.batchNumber(), block.number(), data, block.stateRoot());
      return present.get().with(block.number(), data, block.stateRoot());
    }
    final Batch first =
        new Batch(
            intent.batchNumber(),
            block.number(),
            block.number(),
            data,
            block.stateRoot(),
            false,
            false,
            Optional.empty());
    tx.batches().insert(first);
    return first;
  }

  private static Bytes encode(
      final L2Block block, final BlockIntent intent, final long parentTimestamp) {
    return BatchCodec.encode(
        List.of(
            new BatchBlock(
                block.timestamp() - parentTimestamp,
                intent.l1InfoTreeIndex(),
                block.transactions())));
  }

  private Optional<Closing> closing(final StateStore.Tx tx, final Batch batch, final Ended ended) {
    return batch.forced().isPresent()
        ? Optional.of(new Closing(ClosingReason.FORCED_BATCH, "its one block"))
        : limits.closing(openBatch(tx, batch).fill(), ended);
  }

  /**
   * @param detail what ran out, for the event table
   */
  void close(final Batch batch, final ClosingReason reason, final String detail) {
    store.update(tx -> close(tx, batch, reason, detail));
    closedUntold = true;
  }

  private void close(
      final StateStore.Tx tx, final Batch batch, final ClosingReason reason, final String detail) {
    tx.batches().close(batch.number(), reason);
    event(
        tx,
        "BATCH_CLOSED",
        "batch %d, blocks %d to %d, %d bytes: %s (%s)"
            .formatted(
                batch.number(),
                batch.firstBlock(),
                batch.lastBlock(),
                batch.batchL2Data().size(),
                reason.text(),
                detail));
    closed.get(reason).increment();
  }

  /**
   * Tells of closed batches. Who checks them takes a core for as long as a block takes, so that the
   * block that closed one is finished first.
   */
  void tellClosed() {
    if (closedUntold) {
      closedUntold = false;
      whenClosed.run();
    }
  }

  void event(final String eventId, final String description) {
    store.update(tx -> event(tx, eventId, description));
  }

  private void event(final StateStore.Tx tx, final String eventId, final String description) {
    tx.events().insert(new Event(clock.millis(), "INFO", COMPONENT, eventId, description));
  }
}
