/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.PreconfirmedReceipt;
import org.zknode.rollup.service.TemporaryException;

/**
 * Waits until this node knows what became of a transaction. What counts as known is decided here
 * alone: it is in a block of this node's chain, or in a slice of the block that is open.
 */
final class ReceiptWait {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptWait.class);

  private final HostTransactions host;
  private final NewBlocks blocks;
  private final Preconfirmations slices;

  ReceiptWait(final HostTransactions host, final NewBlocks blocks, final Preconfirmations slices) {
    this.host = host;
    this.blocks = blocks;
    this.slices = slices;
  }

  /**
   * @param calledOff whether somebody else needs the place; {@link NewBlocks#wake} tells
   * @return empty when it is not known in that time, or is called off, or the node stops
   */
  Optional<Object> await(
      final Bytes32 hash, final Duration longest, final BooleanSupplier calledOff)
      throws InterruptedException {
    final long end = System.nanoTime() + longest.toNanos();
    final BooleanSupplier sliced = () -> slices.find(hash).isPresent();
    while (true) {
      final long seen = blocks.count();
      final Optional<Object> receipt = known(hash).or(() -> preconfirmed(hash));
      if (receipt.isPresent()) {
        return receipt;
      }
      if (!blocks.await(
              seen,
              end - System.nanoTime(),
              () -> calledOff.getAsBoolean() || sliced.getAsBoolean())
          && !sliced.getAsBoolean()) {
        return Optional.empty();
      }
    }
  }

  private Optional<Object> preconfirmed(final Bytes32 hash) {
    return slices.find(hash).map(PreconfirmedReceipt::json);
  }

  private Optional<Object> known(final Bytes32 hash) {
    try {
      return host.receipt(hash);
    } catch (final TemporaryException e) {
      // The transaction is sent: whoever waits is told its hash in the end, not this.
      LOG.debug("no look at the receipt of {}", hash, e);
      return Optional.empty();
    }
  }

  /** Whether the node stops. */
  boolean isOver() {
    return blocks.isClosed();
  }
}
