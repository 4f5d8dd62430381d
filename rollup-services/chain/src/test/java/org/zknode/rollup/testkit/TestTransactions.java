/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** Signed transactions for tests, on chain id 1001. */
public final class TestTransactions {
  /** Chain id of the L2 in tests. */
  public static final long CHAIN_ID = 1001;

  private TestTransactions() {}

  /** A key that is the same in every run; index from 1. */
  public static PrivateKey key(final int index) {
    return PrivateKey.fromHex("%064x".formatted(index));
  }

  /** A transfer of 1 wei for 2 gwei per gas. */
  public static SignedTransaction transfer(
      final TransactionType type, final PrivateKey key, final long nonce, final Address to) {
    return transfer(type, key, nonce, to, BigInteger.valueOf(2_000_000_000L));
  }

  /** A transfer of 1 wei. */
  public static SignedTransaction transfer(
      final TransactionType type,
      final PrivateKey key,
      final long nonce,
      final Address to,
      final BigInteger maxFeePerGas) {
    return TransactionSigner.sign(
        new Unsigned(
            type,
            CHAIN_ID,
            nonce,
            maxFeePerGas,
            BigInteger.ONE,
            21_000,
            Optional.of(to),
            BigInteger.ONE,
            Bytes.EMPTY),
        key);
  }

  /** A transfer of 1 wei with both fees per gas. */
  public static SignedTransaction transfer(
      final PrivateKey key,
      final long nonce,
      final Address to,
      final BigInteger maxFeePerGas,
      final BigInteger maxPriorityFeePerGas) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            CHAIN_ID,
            nonce,
            maxFeePerGas,
            maxPriorityFeePerGas,
            21_000,
            Optional.of(to),
            BigInteger.ONE,
            Bytes.EMPTY),
        key);
  }
}
