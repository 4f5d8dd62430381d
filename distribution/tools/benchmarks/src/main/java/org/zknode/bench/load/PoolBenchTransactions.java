/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;

/** Signed transfers of many senders, the same in every run. */
final class PoolBenchTransactions {
  /** Nonces per sender: what the pool takes of one. */
  private static final int PER_SENDER = 64;

  private static final long CHAIN_ID = 1001;
  private static final Address TARGET =
      Address.fromHex("0x000000000000000000000000000000000000dead");

  private PoolBenchTransactions() {}

  static List<SignedTransaction> sign(final int count) {
    return IntStream.range(0, count).parallel().mapToObj(PoolBenchTransactions::sign1).toList();
  }

  private static SignedTransaction sign1(final int index) {
    return TransactionSigner.sign(
        new TransactionSigner.Unsigned(
            TransactionType.DYNAMIC_FEE,
            CHAIN_ID,
            index % PER_SENDER,
            BigInteger.valueOf(2_000_000_000L + index),
            BigInteger.ONE,
            21_000,
            Optional.of(TARGET),
            BigInteger.ONE,
            Bytes.EMPTY),
        PrivateKey.fromHex("%064x".formatted(1 + index / PER_SENDER)));
  }
}
