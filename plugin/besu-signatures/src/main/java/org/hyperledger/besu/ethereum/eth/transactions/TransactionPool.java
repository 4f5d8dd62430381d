/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.mainnet.ValidationResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionPool {
  private TransactionPool() {}

  public boolean isEnabled() {
    throw new DeclarationOnly();
  }

  public Optional<Transaction> getTransactionByHash(Hash hash) {
    throw new DeclarationOnly();
  }

  public Collection<PendingTransaction> getPendingTransactions() {
    throw new DeclarationOnly();
  }

  public SenderPendingTransactionsData getPendingTransactionsFor(Address sender) {
    throw new DeclarationOnly();
  }

  public Map<Hash, ValidationResult<TransactionInvalidReason>> addRemoteTransactions(
      Collection<Transaction> transactions) {
    throw new DeclarationOnly();
  }

  public void selectTransactions(PendingTransactions.PendingTransactionsSelector selector) {
    throw new DeclarationOnly();
  }
}
