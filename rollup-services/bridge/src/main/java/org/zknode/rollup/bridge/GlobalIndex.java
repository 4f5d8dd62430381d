/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;

/**
 * Where a leaf stands among all networks' exit trees (docs/spec/bridge.md, "Claims").
 *
 * @param mainnet it is in L1's tree; the rollup's index is of no meaning then
 * @param rollupIndex rollup id less one, a uint32
 * @param leafIndex deposit count, a uint32
 */
public record GlobalIndex(boolean mainnet, long rollupIndex, long leafIndex) {
  private static final int MAINNET_FLAG = 64;
  private static final int ROLLUP_SHIFT = 32;
  private static final BigInteger UINT32 = BigInteger.valueOf(0xffff_ffffL);

  public GlobalIndex {
    if (rollupIndex < 0 || rollupIndex > UINT32.longValue()) {
      throw new IllegalArgumentException("a rollup index is a uint32, got " + rollupIndex);
    }
    if (leafIndex < 0 || leafIndex > UINT32.longValue()) {
      throw new IllegalArgumentException("a leaf index is a uint32, got " + leafIndex);
    }
  }

  /**
   * @param network where the deposit was made: 0 is L1, others are rollup ids
   */
  public static GlobalIndex of(final long network, final long depositCount) {
    return network == 0
        ? new GlobalIndex(true, 0, depositCount)
        : new GlobalIndex(false, network - 1, depositCount);
  }

  /** Decodes as the contract does: bits that have no meaning are ignored. */
  public static GlobalIndex decode(final BigInteger value) {
    final long leafIndex = value.and(UINT32).longValue();
    return value.testBit(MAINNET_FLAG)
        ? new GlobalIndex(true, 0, leafIndex)
        : new GlobalIndex(false, value.shiftRight(ROLLUP_SHIFT).and(UINT32).longValue(), leafIndex);
  }

  /** As claims carry it, a uint256. */
  public BigInteger encode() {
    final BigInteger leaf = BigInteger.valueOf(leafIndex);
    return mainnet
        ? leaf.setBit(MAINNET_FLAG)
        : BigInteger.valueOf(rollupIndex).shiftLeft(ROLLUP_SHIFT).or(leaf);
  }

  /** Where the deposit was made: 0 is L1, others are rollup ids. */
  public long network() {
    return mainnet ? 0 : rollupIndex + 1;
  }
}
