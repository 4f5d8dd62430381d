/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** Accounts of one purpose: the same keys in every run. */
final class Wallets {
  static final long TRANSFER_GAS = 21_000;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final long chainId;
  private final JsonRpc node;
  private final List<PrivateKey> keys;

  Wallets(final long chainId, final JsonRpc node, final String purpose, final int count) {
    this.chainId = chainId;
    this.node = node;
    this.keys = IntStream.range(0, count).mapToObj(i -> key(purpose, i)).toList();
  }

  /** The key of one of the accounts of a purpose. */
  static PrivateKey key(final String purpose, final int index) {
    return key("bench-attack " + purpose + " " + index);
  }

  static PrivateKey key(final String name) {
    return PrivateKey.fromHex(
        Keccak256.hash(Bytes.wrap(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .toHexString());
  }

  List<PrivateKey> keys() {
    return keys;
  }

  /** Gives each account so much and waits until all have it. */
  void fund(final PrivateKey source, final BigInteger wei) {
    long nonce = nonce(source.address(), "pending");
    final Prices prices = Prices.ask(node);
    for (final PrivateKey key : keys) {
      final SignedTransaction transfer =
          transfer(source, nonce++, prices, key.address(), wei, Bytes.EMPTY, TRANSFER_GAS);
      untilTaken(transfer);
    }
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!keys.stream().allMatch(key -> balance(key.address()).signum() > 0)) {
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "the accounts have no ether after %d s".formatted(PATIENCE.toSeconds()));
      }
      Pause.of(POLL);
    }
  }

  private void untilTaken(final SignedTransaction transaction) {
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        node.call("eth_sendRawTransaction", transaction.raw().toHexString());
        return;
      } catch (final IOException | JsonRpc.RpcError e) {
        // The pool takes only so many of one sender at a time.
        if (System.nanoTime() > deadline) {
          throw new LauncherException(
              "%s refused %s: %s".formatted(node.url(), transaction.hash(), e.getMessage()), e);
        }
        Pause.of(POLL);
      }
    }
  }

  long nonce(final Address account, final String tag) {
    return node.tryQuantity("eth_getTransactionCount", account.toString(), tag).orElse(0L);
  }

  BigInteger balance(final Address account) {
    return node.tryCall("eth_getBalance", account.toString(), "latest")
        .map(answer -> Prices.number(answer.asText()))
        .orElse(BigInteger.ZERO);
  }

  /** A dynamic-fee transaction at those prices. */
  SignedTransaction transfer(
      final PrivateKey from,
      final long nonce,
      final Prices prices,
      final Address to,
      final BigInteger value,
      final Bytes data,
      final long gas) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            chainId,
            nonce,
            prices.maxFeePerGas(),
            prices.tip(),
            gas,
            Optional.of(to),
            value,
            data),
        from);
  }

  /** A legacy transaction; without a recipient it creates a contract. */
  SignedTransaction legacy(
      final PrivateKey from,
      final long nonce,
      final BigInteger gasPrice,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data,
      final long gas) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.LEGACY, chainId, nonce, gasPrice, gasPrice, gas, to, value, data),
        from);
  }

  long chainId() {
    return chainId;
  }
}
