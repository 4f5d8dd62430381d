/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.processing;

import org.hyperledger.besu.ethereum.mainnet.ValidationResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;

/** Stands for Besu's in unit tests. */
public class TransactionProcessingResult {
  private final long gasRemaining;
  private final ValidationResult<TransactionInvalidReason> refusal;

  private TransactionProcessingResult(
      final long gasRemaining, final ValidationResult<TransactionInvalidReason> refusal) {
    this.gasRemaining = gasRemaining;
    this.refusal = refusal;
  }

  public static TransactionProcessingResult done(final long gasRemaining) {
    return new TransactionProcessingResult(gasRemaining, null);
  }

  public static TransactionProcessingResult refused(
      final TransactionInvalidReason reason, final String message) {
    return new TransactionProcessingResult(0, new ValidationResult<>(reason, message));
  }

  public long getGasRemaining() {
    return gasRemaining;
  }

  public boolean isInvalid() {
    return refusal != null;
  }

  public ValidationResult<TransactionInvalidReason> getValidationResult() {
    return refusal;
  }
}
