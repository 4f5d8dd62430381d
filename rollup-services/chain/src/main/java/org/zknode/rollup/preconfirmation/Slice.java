/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.preconfirmation;

import java.util.List;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.OpenBlock.Included;

/**
 * Transactions of the block that the main node has open. They are durable: whoever builds that
 * block begins it with its slices.
 *
 * @param block header fields of the block, which has no hash yet
 * @param baseFee of the block, in wei
 * @param index of the slice in the block, from 0
 * @param firstTransaction index in the block of the slice's first transaction
 * @param gasBefore that the block used before the slice
 * @param logsBefore logs of the block before those of the slice
 * @param transactions in their order, one at least
 */
public record Slice(
    BlockAttributes block,
    UInt256 baseFee,
    int index,
    int firstTransaction,
    long gasBefore,
    long logsBefore,
    List<Included> transactions) {
  public Slice {
    transactions = List.copyOf(transactions);
  }

  /** Gas that the block used with the slice. */
  public long gasAfter() {
    return transactions.isEmpty()
        ? gasBefore
        : transactions.getLast().receipt().cumulativeGasUsed();
  }

  /** Logs of the block up to and with those of the slice. */
  public long logsAfter() {
    return logsBefore + transactions.stream().mapToLong(each -> each.receipt().logs().size()).sum();
  }
}
