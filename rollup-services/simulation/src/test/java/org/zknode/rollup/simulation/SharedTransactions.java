/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * The users' transactions, the same ones in every run, so that they are signed and their senders
 * found only once.
 */
final class SharedTransactions {
  private record Key(PrivateKey user, long nonce, int variant) {}

  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  private final Map<Key, SignedTransaction> made = new ConcurrentHashMap<>();

  private record Signing(
      Unsigned transaction, List<Authorization> authorizations, PrivateKey key) {}

  private final Map<Signing, SignedTransaction> signed = new ConcurrentHashMap<>();
  private final Map<Bytes, SignedTransaction> decoded = new ConcurrentHashMap<>();

  /**
   * @param variant from 0; a higher one pays more, and replaces the lower one in a pool
   */
  SignedTransaction transfer(final PrivateKey user, final long nonce, final int variant) {
    return made.computeIfAbsent(
        new Key(user, nonce, variant),
        key -> {
          final BigInteger fee = GWEI.multiply(BigInteger.valueOf(2L + variant));
          return nonce % 3 == 0
              ? TestTransactions.transfer(TransactionType.LEGACY, user, nonce, Terms.OUTSIDER, fee)
              : TestTransactions.transfer(user, nonce, Terms.OUTSIDER, fee, fee);
        });
  }

  /** Any other one; callers have only so many different ones. */
  SignedTransaction sign(
      final Unsigned transaction, final List<Authorization> authorizations, final PrivateKey key) {
    return signed.computeIfAbsent(
        new Signing(transaction, authorizations, key),
        signing ->
            authorizations.isEmpty()
                ? TransactionSigner.sign(transaction, key)
                : TransactionSigner.sign(transaction, authorizations, key));
  }

  SignedTransaction decode(final Bytes raw) {
    final SignedTransaction known = decoded.get(raw);
    if (known != null) {
      return known;
    }
    final SignedTransaction fresh = SignedTransaction.decode(raw);
    // A record or class that finds its sender lazily does it here, once.
    fresh.sender();
    decoded.put(Bytes.wrap(raw.toArray()), fresh);
    return fresh;
  }
}
