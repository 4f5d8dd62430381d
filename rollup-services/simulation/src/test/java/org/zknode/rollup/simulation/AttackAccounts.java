/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.TestTransactions;

/** The attackers' accounts, and their way into the pool: the same door as everybody's. */
final class AttackAccounts {
  /** At which they send; above every user's. */
  static final BigInteger PRICE = BigInteger.valueOf(20_000_000_000L);

  static final long TRANSFER_GAS = 21_000;

  private static final int FUNDED = 28;

  /** The last ones own nothing. */
  private static final List<PrivateKey> KEYS =
      IntStream.range(0, FUNDED + 1).mapToObj(index -> TestTransactions.key(500 + index)).toList();

  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);

  private final World world;
  private final AttackLedger ledger = new AttackLedger();

  AttackAccounts(final World world) {
    this.world = world;
  }

  static PrivateKey key(final int index) {
    return KEYS.get(index);
  }

  static PrivateKey poor() {
    return KEYS.getLast();
  }

  /** Who owns {@link #funds} in the beginning. */
  static List<Address> funded() {
    return KEYS.subList(0, FUNDED).stream().map(PrivateKey::address).toList();
  }

  /** Wei. */
  static BigInteger funds() {
    return FUNDS;
  }

  /** All that a transfer can take, in wei. */
  static BigInteger everything() {
    return FUNDS.subtract(PRICE.multiply(BigInteger.valueOf(TRANSFER_GAS)));
  }

  AttackLedger ledger() {
    return ledger;
  }

  void submit(final Player player, final SignedTransaction transaction) {
    try {
      world.door.submit(transaction);
      ledger.taken(player, transaction);
      world.main.process().ifPresent(main -> ((MainProcess) main).poolChanged());
    } catch (final PoolRejectedException e) {
      ledger.refused(player, e.reason());
      world.trace(player + " is refused: " + e.getMessage());
    } catch (final TemporaryException e) {
      world.trace(player + " finds nobody: " + e.getMessage());
    }
  }

  /** After the main node's head. */
  long nonce(final PrivateKey key) {
    return world.main.engine().account(key.address()).nonce();
  }

  boolean hasPending(final PrivateKey key) {
    return world.pool.liveNonces(key.address()).stream().anyMatch(nonce -> nonce >= nonce(key));
  }

  SignedTransaction call(
      final PrivateKey key,
      final long nonce,
      final long gas,
      final BigInteger value,
      final Bytes data) {
    return signed(TransactionType.DYNAMIC_FEE, key, nonce, PRICE, gas, Terms.OUTSIDER, value, data);
  }

  SignedTransaction delegation(final PrivateKey victim, final PrivateKey attacker) {
    return world.shared.sign(
        unsigned(
            TransactionType.SET_CODE,
            0,
            PRICE,
            100_000,
            Terms.OUTSIDER,
            BigInteger.ZERO,
            Bytes.EMPTY),
        List.of(Authorization.sign(TestTransactions.CHAIN_ID, Terms.OUTSIDER, 0, victim)),
        attacker);
  }

  SignedTransaction signed(
      final TransactionType type,
      final PrivateKey key,
      final long nonce,
      final BigInteger price,
      final long gas,
      final Address to,
      final BigInteger value,
      final Bytes data) {
    return world.shared.sign(unsigned(type, nonce, price, gas, to, value, data), List.of(), key);
  }

  private static Unsigned unsigned(
      final TransactionType type,
      final long nonce,
      final BigInteger price,
      final long gas,
      final Address to,
      final BigInteger value,
      final Bytes data) {
    return new Unsigned(
        type, TestTransactions.CHAIN_ID, nonce, price, price, gas, Optional.of(to), value, data);
  }
}
