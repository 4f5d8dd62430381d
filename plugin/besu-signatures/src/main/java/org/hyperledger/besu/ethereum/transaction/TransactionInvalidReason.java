/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.transaction;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public enum TransactionInvalidReason {
  NONCE_TOO_HIGH,
  UPFRONT_COST_EXCEEDS_BALANCE,
  GAS_PRICE_BELOW_CURRENT_BASE_FEE,
  MAX_FEE_PER_GAS_BELOW_CURRENT_BASE_FEE,
  INTERNAL_ERROR,
  EXECUTION_INTERRUPTED
}
