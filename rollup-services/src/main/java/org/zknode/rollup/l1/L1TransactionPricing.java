/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.util.Optional;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.state.MonitoredTransaction;

/**
 * Fees and signing of a monitored transaction (EIP-1559). Everything that is signed follows from
 * the stored row: signatures are deterministic, and the priority fee is a fixed share of
 * maxFeePerGas. So a node that died between storing and sending signs the very same transaction
 * again, and a replacement raises both fees, as L1 nodes demand.
 */
final class L1TransactionPricing {
  /** maxPriorityFeePerGas = maxFeePerGas / 10, rounded up. */
  private static final BigInteger PRIORITY_SHARE = BigInteger.TEN;

  /** Replacement needs 10 % with geth and Besu, some pools ask for 12.5 %: times 9/8. */
  private static final BigInteger BUMP_NUMERATOR = BigInteger.valueOf(9);

  private static final BigInteger BUMP_DENOMINATOR = BigInteger.valueOf(8);

  /** Per cent on top of the estimate: state may change between dry run and execution. */
  private static final long GAS_MARGIN_PERCENT = 20;

  private L1TransactionPricing() {}

  /** First maxFeePerGas: covers the suggestion, and its tenth covers the suggested priority fee. */
  static BigInteger firstMaxFee(final L1Client.Fees suggested, final BigInteger cap) {
    return suggested
        .maxFeePerGas()
        .max(suggested.maxPriorityFeePerGas().multiply(PRIORITY_SHARE))
        .min(cap);
  }

  /** maxFeePerGas of a replacement; empty when the cap leaves no room for one. */
  static Optional<BigInteger> replacementMaxFee(
      final BigInteger current, final L1Client.Fees suggested, final BigInteger cap) {
    final BigInteger least = ceilDiv(current.multiply(BUMP_NUMERATOR), BUMP_DENOMINATOR);
    if (least.compareTo(cap) > 0) {
      return Optional.empty();
    }
    return Optional.of(least.max(firstMaxFee(suggested, cap)));
  }

  static long gasLimit(final long estimate) {
    return estimate + estimate * GAS_MARGIN_PERCENT / 100;
  }

  /** Signs the row as it is; its nonce must be assigned. */
  static SignedTransaction sign(
      final MonitoredTransaction row, final long chainId, final PrivateKey key) {
    return TransactionSigner.sign(
        new TransactionSigner.Unsigned(
            TransactionType.DYNAMIC_FEE,
            chainId,
            row.nonce().orElseThrow(),
            row.maxFeePerGas(),
            ceilDiv(row.maxFeePerGas(), PRIORITY_SHARE),
            row.gasLimit(),
            Optional.of(row.to()),
            BigInteger.ZERO,
            row.data()),
        key);
  }

  private static BigInteger ceilDiv(final BigInteger value, final BigInteger divisor) {
    return value.add(divisor).subtract(BigInteger.ONE).divide(divisor);
  }
}
