/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

/** Stands for Besu's in unit tests: why something is not valid. */
public final class ValidationResult<T> {
  private final T reason;
  private final String message;

  public ValidationResult(final T reason, final String message) {
    this.reason = reason;
    this.message = message;
  }

  public T getInvalidReason() {
    return reason;
  }

  public String getErrorMessage() {
    return message;
  }
}
