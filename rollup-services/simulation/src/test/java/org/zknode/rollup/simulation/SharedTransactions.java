/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.L2Contracts;
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

  private record Claim(long nonce, long deposit) {}

  private final Map<Claim, SignedTransaction> claims = new ConcurrentHashMap<>();

  /** Of deposits and withdrawals. */
  final SimExits exits = new SimExits();

  private final Map<Bytes, SignedTransaction> decoded = new ConcurrentHashMap<>();

  /**
   * A transfer; every other one of the depositor is a withdrawal, which changes the local exit
   * root.
   *
   * @param variant from 0; a higher one pays more, and replaces the lower one in a pool
   */
  SignedTransaction transfer(final PrivateKey user, final long nonce, final int variant) {
    return made.computeIfAbsent(
        new Key(user, nonce, variant),
        key -> {
          final BigInteger fee = GWEI.multiply(BigInteger.valueOf(2L + variant));
          if (user.equals(Terms.DEPOSITOR) && nonce % 2 == 1) {
            return withdrawal(user, nonce, fee);
          }
          return nonce % 3 == 0
              ? TestTransactions.transfer(TransactionType.LEGACY, user, nonce, Terms.OUTSIDER, fee)
              : TestTransactions.transfer(user, nonce, Terms.OUTSIDER, fee, fee);
        });
  }

  /** Withdrawals are in the order of their nonces, each of which is used once. */
  private static SignedTransaction withdrawal(
      final PrivateKey user, final long nonce, final BigInteger fee) {
    return bridge(user, nonce, fee, SimExits.withdrawal(nonce / 2).amount(), SimBridge.WITHDRAW);
  }

  /** Claims a deposit of L1 on L2. */
  SignedTransaction claim(final long nonce, final long deposit) {
    return claims.computeIfAbsent(
        new Claim(nonce, deposit),
        any ->
            bridge(
                Terms.CLAIMER,
                nonce,
                GWEI.multiply(BigInteger.TWO),
                BigInteger.ZERO,
                SimBridge.claim(deposit)));
  }

  private static SignedTransaction bridge(
      final PrivateKey user,
      final long nonce,
      final BigInteger fee,
      final BigInteger value,
      final Bytes data) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            Terms.CHAIN.l2ChainId(),
            nonce,
            fee,
            fee,
            100_000,
            Optional.of(L2Contracts.BRIDGE),
            value,
            data),
        user);
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
