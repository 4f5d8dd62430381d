/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import java.util.List;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class SenderPendingTransactionsData {
  private SenderPendingTransactionsData() {}

  public List<PendingTransaction> pendingTransactions() {
    throw new DeclarationOnly();
  }
}
