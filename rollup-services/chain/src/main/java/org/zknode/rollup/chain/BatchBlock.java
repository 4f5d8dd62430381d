/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * One L2 block inside batchL2Data (docs/spec/batch-data.md, "Blocks").
 *
 * @param deltaTimestamp seconds after the previous L2 block, 0 to 2^32-1
 * @param l1InfoTreeIndex 0 = none, 0 to 2^32-1
 * @param transactions in order, each in its EIP-2718 network encoding (legacy: bare RLP list)
 */
public record BatchBlock(long deltaTimestamp, long l1InfoTreeIndex, List<Bytes> transactions) {
  private static final long MAX_UINT32 = 0xffff_ffffL;

  public BatchBlock {
    requireUint32("deltaTimestamp", deltaTimestamp);
    requireUint32("l1InfoTreeIndex", l1InfoTreeIndex);
    transactions = List.copyOf(transactions);
  }

  private static void requireUint32(final String name, final long value) {
    if (value < 0 || value > MAX_UINT32) {
      throw new IllegalArgumentException(
          "%s of a block is 0 to 2^32-1, got %d".formatted(name, value));
    }
  }
}
