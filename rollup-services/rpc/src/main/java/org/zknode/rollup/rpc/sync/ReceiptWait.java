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
import org.zknode.rollup.service.TemporaryException;

/**
 * Waits until this node knows what became of a transaction. What counts as known is decided here
 * alone: it is in a block of this node's chain.
 */
final class ReceiptWait {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptWait.class);

  private final HostTransactions host;
  private final NewBlocks blocks;

  ReceiptWait(final HostTransactions host, final NewBlocks blocks) {
    this.host = host;
    this.blocks = blocks;
  }

  /**
   * @param calledOff whether somebody else needs the place; {@link NewBlocks#wake} tells
   * @return empty when it is not known in that time, or is called off, or the node stops
   */
  Optional<Object> await(
      final Bytes32 hash, final Duration longest, final BooleanSupplier calledOff)
      throws InterruptedException {
    final long end = System.nanoTime() + longest.toNanos();
    while (true) {
      final long seen = blocks.count();
      final Optional<Object> receipt = known(hash);
      if (receipt.isPresent() || !blocks.await(seen, end - System.nanoTime(), calledOff)) {
        return receipt;
      }
    }
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
