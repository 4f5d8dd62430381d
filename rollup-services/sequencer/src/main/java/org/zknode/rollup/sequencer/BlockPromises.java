/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;

/** What the state DB knows of the block that is built next: its intent and its slices. */
final class BlockPromises {
  private static final Logger LOG = LoggerFactory.getLogger(BlockPromises.class);

  private final StateStore store;
  private final Clock clock;
  private final BlockPhases phases;

  BlockPromises(final StateStore store, final Clock clock, final BlockPhases phases) {
    this.store = store;
    this.clock = clock;
    this.phases = phases;
  }

  /**
   * Stores what the next block is. What was promised of a block on another parent, which nobody can
   * build any more, is dropped.
   *
   * @return false, and nothing is stored, when the block is promised otherwise
   */
  boolean intend(final BlockIntent intent) {
    return intend(intent, promised -> !promised.parentHash().equals(intent.parentHash()));
  }

  /** The same for a block whose content nobody chooses: it has its place whatever was promised. */
  void intendForced(final BlockIntent intent) {
    intend(intent, promised -> true);
  }

  private boolean intend(final BlockIntent intent, final Predicate<BlockIntent> drops) {
    return phases.timed(
        Phase.INTENT,
        () ->
            store.write(
                tx -> {
                  if (tx.blockIntents().putUnlessPromised(intent)) {
                    return true;
                  }
                  final BlockIntent promised =
                      tx.blockIntents().find(intent.number()).orElseThrow();
                  if (!drops.test(promised)) {
                    return false;
                  }
                  drop(tx, promised, intent);
                  tx.blockIntents().put(intent);
                  return true;
                }));
  }

  private void drop(final StateStore.Tx tx, final BlockIntent promised, final BlockIntent instead) {
    final String text =
        "block %d on %s was preconfirmed in part and is not built: its place is on %s"
            .formatted(promised.number(), promised.parentHash(), instead.parentHash());
    LOG.warn(text);
    tx.blockSlices().deleteOf(promised.number());
    tx.events()
        .insert(
            new Event(clock.millis(), "WARN", Sequencer.LOCK, "PRECONFIRMATIONS_DROPPED", text));
  }

  /**
   * What is promised of a block.
   *
   * @param slices how many
   * @param transactions of all slices, in order
   */
  record Promised(BlockIntent intent, int slices, List<Bytes> transactions) {
    /** Whether the block keeps the promise. */
    boolean isBeginningOf(final L2Block block) {
      return block.timestamp() == intent.timestamp()
          && block.transactions().size() >= transactions.size()
          && block.transactions().subList(0, transactions.size()).equals(transactions);
    }
  }

  /** Empty when nothing is. */
  Optional<Promised> promised(final long number) {
    return store.read(
        tx -> {
          final List<BlockSlice> slices = tx.blockSlices().of(number);
          return slices.isEmpty()
              ? Optional.empty()
              : tx.blockIntents()
                  .find(number)
                  .map(
                      intent ->
                          new Promised(
                              intent,
                              slices.size(),
                              slices.stream()
                                  .flatMap(slice -> slice.transactions().stream())
                                  .toList()));
        });
  }

  /** From now on these transactions are the next ones of the block, whatever happens. */
  void promise(final BlockSlice slice) {
    phases.timed(
        Phase.SLICE,
        () ->
            store.write(
                tx -> {
                  requireSlices(tx, slice.blockNumber(), slice.index());
                  tx.blockSlices().insert(slice);
                  return slice;
                }));
  }

  /** Another process may have had the state DB meanwhile, and the block another beginning. */
  static void requireSlices(final StateStore.Tx tx, final long number, final int expected) {
    requireSlices(number, tx.blockSlices().count(number), expected);
  }

  /**
   * @param count how many the block has
   */
  static void requireSlices(final long number, final int count, final int expected) {
    if (count != expected) {
      throw new TemporaryException(
          "block %d has %d slices, not %d: another process has promised more of it"
              .formatted(number, count, expected));
    }
  }
}
