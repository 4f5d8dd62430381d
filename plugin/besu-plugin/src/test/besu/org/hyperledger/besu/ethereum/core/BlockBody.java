/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.List;
import java.util.Optional;

/** Stands for Besu's in unit tests. */
public class BlockBody implements org.hyperledger.besu.plugin.data.BlockBody {
  private final List<Transaction> transactions;

  public BlockBody(
      final List<Transaction> transactions,
      final List<BlockHeader> ommers,
      final Optional<List<Withdrawal>> withdrawals) {
    this.transactions = List.copyOf(transactions);
  }

  public List<Transaction> getTransactions() {
    return transactions;
  }
}
