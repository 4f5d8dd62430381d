/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.transaction;

/** Stands for Besu's in unit tests; one that no later state mends is among them. */
public enum TransactionInvalidReason {
  WRONG_CHAIN_ID,
  NONCE_TOO_HIGH,
  UPFRONT_COST_EXCEEDS_BALANCE,
  GAS_PRICE_BELOW_CURRENT_BASE_FEE,
  MAX_FEE_PER_GAS_BELOW_CURRENT_BASE_FEE,
  INTERNAL_ERROR,
  EXECUTION_INTERRUPTED
}
