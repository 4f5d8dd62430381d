/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import java.util.List;
import java.util.Map;
import org.hyperledger.besu.plugin.data.TransactionSelectionResult;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface PendingTransactions {
  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  @FunctionalInterface
  interface PendingTransactionsSelector {
    Map<PendingTransaction, TransactionSelectionResult> evaluatePendingTransactions(
        List<PendingTransaction> candidates);
  }
}
