/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Set;
import org.zknode.eth.TransactionType;

/**
 * What {@link TransactionAdmission} lets in.
 *
 * @param allowedTypes the types that the chain's EVM rules know
 * @param blockGasLimit most gas of one transaction
 * @param maxTransactionBytes longest transaction as it is encoded in a batch, in bytes
 * @param maxDataBytes longest calldata, in bytes
 * @param maxNonceGap transactions of one sender that may wait, counted from the state's nonce
 */
public record AdmissionLimits(
    Set<TransactionType> allowedTypes,
    long blockGasLimit,
    int maxTransactionBytes,
    int maxDataBytes,
    int maxNonceGap) {

  /** All but blob transactions, whose data a batch cannot carry. */
  public static final Set<TransactionType> PRAGUE_TYPES = Set.of(TransactionType.values());

  public AdmissionLimits {
    allowedTypes = Set.copyOf(allowedTypes);
  }

  /** The configured limits on a chain with Prague's rules. */
  public static AdmissionLimits prague(final long blockGasLimit, final PoolConfig config) {
    return new AdmissionLimits(
        PRAGUE_TYPES,
        blockGasLimit,
        config.maxTransactionBytes(),
        config.maxDataBytes(),
        config.maxPendingPerSender());
  }
}
