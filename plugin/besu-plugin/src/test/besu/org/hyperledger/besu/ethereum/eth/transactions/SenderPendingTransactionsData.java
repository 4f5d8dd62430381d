/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import java.util.List;

/** Stands for Besu's in unit tests. */
public final class SenderPendingTransactionsData {
  private final List<PendingTransaction> transactions;

  public SenderPendingTransactionsData(final List<PendingTransaction> transactions) {
    this.transactions = List.copyOf(transactions);
  }

  public List<PendingTransaction> pendingTransactions() {
    return transactions;
  }
}
