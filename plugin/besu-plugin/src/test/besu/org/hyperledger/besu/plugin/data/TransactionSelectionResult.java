/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data;

/** Stands for Besu's in unit tests. */
public class TransactionSelectionResult {
  private final String reason;

  protected TransactionSelectionResult(final String reason) {
    this.reason = reason;
  }

  public static TransactionSelectionResult invalid(final String reason) {
    return new TransactionSelectionResult(reason);
  }

  @Override
  public String toString() {
    return reason;
  }
}
