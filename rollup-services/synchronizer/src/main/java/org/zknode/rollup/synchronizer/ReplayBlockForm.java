/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;

/** What can be wrong with a replayed block before any work is done for it. */
final class ReplayBlockForm {
  /**
   * Bytes of one block's transactions: it has to fit into a batch, for which L1's contract takes
   * 120,000 bytes, and a signed transaction's own encoding is about as long as the one in a batch.
   */
  static final long MAX_BYTES = 2 * 120_000L;

  /**
   * Seconds ahead of this node's clock. Far more than clocks differ and less than a day: a chain
   * that is further ahead could not go to L1, which takes no sequence from its future.
   */
  static final long MAX_SECONDS_AHEAD = 2 * 3600;

  private ReplayBlockForm() {}

  /**
   * @param nowSeconds this node's clock, since the epoch
   * @return empty when nothing is wrong
   */
  static Optional<String> fault(final ReplayBlock block, final long nowSeconds) {
    final long bytes = block.transactions().stream().mapToLong(Bytes::size).sum();
    if (bytes > MAX_BYTES) {
      return Optional.of(
          "%d transactions with %d bytes, no batch takes more than %d"
              .formatted(block.transactions().size(), bytes, MAX_BYTES));
    }
    final long ahead = block.attributes().timestamp() - nowSeconds;
    if (ahead > MAX_SECONDS_AHEAD) {
      return Optional.of(
          "its timestamp %d is %d s ahead of this node's clock, at most %d s are taken"
              .formatted(block.attributes().timestamp(), ahead, MAX_SECONDS_AHEAD));
    }
    return Optional.empty();
  }
}
