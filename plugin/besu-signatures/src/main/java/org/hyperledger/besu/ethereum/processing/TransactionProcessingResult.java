/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.processing;

import org.hyperledger.besu.ethereum.mainnet.ValidationResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionProcessingResult {
  private TransactionProcessingResult() {}

  public long getGasRemaining() {
    throw new DeclarationOnly();
  }

  public boolean isInvalid() {
    throw new DeclarationOnly();
  }

  public ValidationResult<TransactionInvalidReason> getValidationResult() {
    throw new DeclarationOnly();
  }
}
