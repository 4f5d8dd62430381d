/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The block of a forced batch. It always has exactly one: its data holds no block headers, so there
 * is nothing that could divide it. Timestamps of this chain rise, and the sequencer's blocks may be
 * later than the L1 block that forced the batch: the block's timestamp is the forced one, or one
 * second after the parent's when that is later. It names no L1 info leaf. Data from which no
 * transactions can be read give a block without transactions; transactions that cannot be applied
 * are skipped as everywhere.
 *
 * @param malformed why there are no transactions
 */
public record ForcedDerivation(BlockInput input, Optional<String> malformed) {

  /** Timestamp of the one block of a forced batch, seconds. */
  public static long timestamp(final ForcedInput forced, final L2Block parent) {
    return Math.max(parent.timestamp() + 1, forced.timestamp());
  }

  /**
   * @param parent the last block before the batch
   * @param chain with the coinbase of the sequence
   */
  public static ForcedDerivation of(
      final Bytes batchL2Data,
      final ForcedInput forced,
      final L2Block parent,
      final ChainConfig chain) {
    final BlockAttributes attributes =
        new BlockAttributes(
            parent.number() + 1,
            parent.hash(),
            timestamp(forced, parent),
            chain.coinbase(),
            chain.blockGasLimit(),
            0,
            Bytes32.ZERO);
    try {
      return new ForcedDerivation(
          new BlockInput(attributes, BatchCodec.decodeForced(batchL2Data)), Optional.empty());
    } catch (final BatchDecodeException e) {
      return new ForcedDerivation(
          new BlockInput(attributes, List.of()), Optional.of(e.getMessage()));
    }
  }
}
