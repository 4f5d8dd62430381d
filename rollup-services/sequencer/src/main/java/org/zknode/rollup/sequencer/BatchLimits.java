/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Optional;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.state.ClosingReason;

/** When a batch has no room for another block (docs/spec/sequencing.md, "Closing reasons"). */
final class BatchLimits {
  /** One part in so many of any limit. */
  private static final int LEAST_FILL = 3;

  private final SequencerConfig config;
  private final long blockGasLimit;

  /**
   * @param blockGasLimit most gas of one block
   */
  BatchLimits(final SequencerConfig config, final long blockGasLimit) {
    this.config = config;
    this.blockGasLimit = blockGasLimit;
  }

  /**
   * @param detail names what ran out
   */
  record Closing(ClosingReason reason, String detail) {}

  /**
   * An open batch after a block.
   *
   * @param bytes of batchL2Data
   */
  record Fill(int transactions, int bytes, Resources used) {}

  /**
   * How the choice of the last block's transactions ended.
   *
   * @param full a transaction that was next in order did not fit the rest of the batch
   * @param exhausted what a transaction that waits for the next batch would have used too much of
   */
  record Ended(boolean full, Optional<Resource> exhausted) {
    static final Ended OPEN = new Ended(false, Optional.empty());
  }

  /**
   * What the next block may use.
   *
   * @param used by the batch so far
   * @param sparing see {@link ResourceBudget}
   */
  ResourceBudget budget(
      final Resources used, final Room room, final WorkLimits work, final boolean sparing) {
    final Resources whole = config.resources().perBatch();
    return new ResourceBudget(whole.minus(used), whole, room, work, sparing);
  }

  /** What a batch with these takes in another block. */
  Room room(final int bytes, final int transactions) {
    return new Room(
        config.maxBatchBytes() - bytes - BatchCodec.BLOCK_HEADER_BYTES,
        config.maxBatchTransactions() - transactions);
  }

  /**
   * Whether so much is included that a transaction which does not fit may end the batch. A batch
   * that is emptier goes on without it: else somebody closes batches with transactions that he
   * replaces or makes useless before they are included.
   */
  boolean isFilled(final Fill fill) {
    if (fill.bytes() >= config.maxBatchBytes() / LEAST_FILL
        || fill.transactions() >= Math.ceilDiv(config.maxBatchTransactions(), LEAST_FILL)) {
      return true;
    }
    final Resources limits = config.resources().perBatch();
    for (final Resource resource : Resource.values()) {
      if (fill.used().amount(resource) > limits.amount(resource) / LEAST_FILL) {
        return true;
      }
    }
    return false;
  }

  /** Why the batch takes no further block, if it takes none. */
  Optional<Closing> closing(final Fill fill, final Ended ended) {
    if (fill.transactions() >= config.maxBatchTransactions()) {
      return closing(ClosingReason.MAX_TRANSACTIONS, "transactions");
    }
    if (ended.exhausted().isPresent()) {
      return closing(ClosingReason.RESOURCE_EXHAUSTED, ended.exhausted().get().text());
    }
    if (ended.full() && isFilled(fill)) {
      return closing(ClosingReason.NO_TRANSACTION_FITS, "bytes or transactions");
    }
    return withoutRoom(fill).or(() -> margin(fill));
  }

  /** A further block, however little is in it, may not fit any more. */
  Optional<Closing> withoutRoom(final Fill fill) {
    if (config.maxBatchBytes() - fill.bytes() < BatchCodec.BLOCK_HEADER_BYTES) {
      return closing(ClosingReason.RESOURCE_EXHAUSTED, "bytes");
    }
    // How much gas a block will use is known only afterwards.
    if (config.resources().perBatch().gas() - fill.used().gas() < blockGasLimit) {
      return closing(ClosingReason.RESOURCE_EXHAUSTED, Resource.GAS.text());
    }
    return Optional.empty();
  }

  /** Whether a block that exists already may join the batch. */
  boolean fits(final Fill fill, final Fill block) {
    final Resources limits = config.resources().perBatch();
    for (final Resource resource : Resource.values()) {
      if (fill.used().amount(resource) + block.used().amount(resource) > limits.amount(resource)) {
        return false;
      }
    }
    return fill.bytes() + block.bytes() <= config.maxBatchBytes()
        && fill.transactions() + block.transactions() <= config.maxBatchTransactions();
  }

  private Optional<Closing> margin(final Fill fill) {
    if (isWithinMargin(config.maxBatchBytes(), fill.bytes())) {
      return closing(ClosingReason.RESOURCE_MARGIN_EXHAUSTED, "bytes");
    }
    final Resources limits = config.resources().perBatch();
    for (final Resource resource : Resource.values()) {
      if (isWithinMargin(limits.amount(resource), fill.used().amount(resource))) {
        return closing(ClosingReason.RESOURCE_MARGIN_EXHAUSTED, resource.text());
      }
    }
    return Optional.empty();
  }

  private boolean isWithinMargin(final long limit, final long used) {
    // Rounded down, and without overflow at the largest limits.
    final long margin = limit / 100 * config.resources().marginPercent();
    return limit - used <= margin;
  }

  private static Optional<Closing> closing(final ClosingReason reason, final String detail) {
    return Optional.of(new Closing(reason, detail));
  }
}
