/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.util.Set;
import org.zknode.eth.TransactionType;

/**
 * What {@link TransactionAdmission} lets in.
 *
 * @param allowedTypes the types that the chain's EVM rules know
 * @param blockGasLimit most gas of one transaction
 * @param minGasPrice lowest maxFeePerGas (gas price of types 0 and 1), in wei
 * @param maxTransactionBytes longest transaction as it is encoded in a batch, in bytes
 * @param maxDataBytes longest calldata, in bytes
 * @param maxNonceGap transactions of one sender that may wait, counted from the state's nonce
 */
public record AdmissionLimits(
    Set<TransactionType> allowedTypes,
    long blockGasLimit,
    BigInteger minGasPrice,
    int maxTransactionBytes,
    int maxDataBytes,
    int maxNonceGap) {

  /** Cancun, the rules of fork id 8, has no set-code transactions (EIP-7702 came with Prague). */
  public static final Set<TransactionType> CANCUN_TYPES =
      Set.of(TransactionType.LEGACY, TransactionType.ACCESS_LIST, TransactionType.DYNAMIC_FEE);

  /** Bytes in a batch of 120000 (spec zkevm-node 1.1, MaxTxBytesSize). */
  public static final int DEFAULT_MAX_TRANSACTION_BYTES = 100_132;

  /** Bytes (spec zkevm-node 1.1, MaxTxDataBytesSize). */
  public static final int DEFAULT_MAX_DATA_BYTES = 100_000;

  /** Transactions (spec zkevm-node 1.1, AccountQueue). */
  public static final int DEFAULT_MAX_NONCE_GAP = 64;

  public AdmissionLimits {
    allowedTypes = Set.copyOf(allowedTypes);
  }

  /** The defaults on a chain with Cancun's rules; any price is taken. */
  public static AdmissionLimits cancun(final long blockGasLimit) {
    return new AdmissionLimits(
        CANCUN_TYPES,
        blockGasLimit,
        BigInteger.ZERO,
        DEFAULT_MAX_TRANSACTION_BYTES,
        DEFAULT_MAX_DATA_BYTES,
        DEFAULT_MAX_NONCE_GAP);
  }

  /** The same with another lowest price, in wei. */
  public AdmissionLimits withMinGasPrice(final BigInteger wei) {
    return new AdmissionLimits(
        allowedTypes, blockGasLimit, wei, maxTransactionBytes, maxDataBytes, maxNonceGap);
  }
}
