/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

/** Stands for Besu's in unit tests. */
public interface TransactionValidationParams {
  static TransactionValidationParams processingBlock() {
    return new TransactionValidationParams() {};
  }
}
