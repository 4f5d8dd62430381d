/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * Transactions that were promised to be in a block that is not built yet: whoever builds the block
 * that its {@link BlockIntent} says executes the slices' transactions first, in their order.
 *
 * @param blockNumber of the block, which has an intent
 * @param index of the slice in its block, from 0 on without a gap
 * @param transactions EIP-2718 network encodings
 */
public record BlockSlice(long blockNumber, int index, List<Bytes> transactions) {
  public BlockSlice {
    transactions = List.copyOf(transactions);
  }
}
