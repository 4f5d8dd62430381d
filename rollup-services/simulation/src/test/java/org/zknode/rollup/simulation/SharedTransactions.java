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
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.testkit.FakeEngine;
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
   * A transfer; every other one of the depositor is a deposit, which changes the local exit root.
   *
   * @param variant from 0; a higher one pays more, and replaces the lower one in a pool
   */
  SignedTransaction transfer(final PrivateKey user, final long nonce, final int variant) {
    return made.computeIfAbsent(
        new Key(user, nonce, variant),
        key -> {
          final BigInteger fee = GWEI.multiply(BigInteger.valueOf(2L + variant));
          if (user.equals(Terms.DEPOSITOR) && nonce % 2 == 1) {
            return deposit(user, nonce, fee);
          }
          return nonce % 3 == 0
              ? TestTransactions.transfer(TransactionType.LEGACY, user, nonce, Terms.OUTSIDER, fee)
              : TestTransactions.transfer(user, nonce, Terms.OUTSIDER, fee, fee);
        });
  }

  /** It changes the chain's local exit root, to a value of its own. */
  private static SignedTransaction deposit(
      final PrivateKey user, final long nonce, final BigInteger fee) {
    final Bytes32 root =
        Keccak256.hash(user.address().bytes(), Bytes.ofUnsignedLong(nonce), UInt256.valueOf(fee));
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            Terms.CHAIN.l2ChainId(),
            nonce,
            fee,
            fee,
            100_000,
            Optional.of(L2Contracts.EXIT_ROOT_MANAGER),
            BigInteger.ZERO,
            FakeEngine.storing(L2Contracts.LOCAL_EXIT_ROOT_SLOT, root)),
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
