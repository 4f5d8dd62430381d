/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;

/**
 * Rules of Prague that a transaction breaks or keeps whatever the state is: no later block takes
 * one that breaks them. For engines that do not bring them along; Besu does, and looks at them
 * before it looks at the sender's account.
 */
public final class StatelessRules {
  private StatelessRules() {}

  /**
   * Why no block takes the transaction.
   *
   * @param blockGasLimit constant of the fork
   * @return one clause; empty when the state decides
   */
  public static Optional<String> broken(
      final SignedTransaction transaction, final long chainId, final long blockGasLimit) {
    if (transaction.chainId().isPresent() && transaction.chainId().getAsLong() != chainId) {
      return Optional.of("chain id " + transaction.chainId().getAsLong());
    }
    if (transaction.gasLimit() > blockGasLimit) {
      return Optional.of("gas limit above the block's");
    }
    if (transaction.maxPriorityFeePerGas().compareTo(transaction.maxFeePerGas()) > 0) {
      return Optional.of("max priority fee above max fee");
    }
    if (transaction.to().isEmpty()
        && transaction.data().size() > IntrinsicGas.MAX_INIT_CODE_BYTES) {
      return Optional.of("creation code too long");
    }
    if (transaction.type() == TransactionType.SET_CODE
        && (transaction.to().isEmpty() || transaction.authorizations().isEmpty())) {
      return Optional.of("a set-code transaction has a recipient and authorizations");
    }
    final BigInteger least = IntrinsicGas.of(transaction).max(IntrinsicGas.floor(transaction));
    return least.compareTo(BigInteger.valueOf(transaction.gasLimit())) > 0
        ? Optional.of(
            "gas limit %d below the %s that it costs at least"
                .formatted(transaction.gasLimit(), least))
        : Optional.empty();
  }
}
