/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** A person's account: signs, sends, and waits until a transaction is in a block. */
final class Wallet {
  /** Gas that is offered of what was estimated, in percent. */
  private static final long MARGIN = 130;

  private final PrivateKey key;
  private final Patience patience;
  private final Progress progress;

  Wallet(final PrivateKey key, final Patience patience, final Progress progress) {
    this.key = key;
    this.patience = patience;
    this.progress = progress;
  }

  /** A transaction in a block. */
  record Mined(Bytes32 hash, Chain.Receipt receipt) {}

  Address address() {
    return key.address();
  }

  /**
   * @throws RevertedException it would revert; nothing was sent
   */
  Mined send(final Chain chain, final Address to, final BigInteger value, final Bytes data)
      throws RevertedException {
    requireFunds(chain, value, value);
    final long gas = chain.estimate(address(), to, value, data) * MARGIN / 100;
    final Chain.Fees fees = chain.fees();
    final BigInteger cost = fees.max().multiply(BigInteger.valueOf(gas)).add(value);
    requireFunds(chain, cost, value);
    final SignedTransaction transaction =
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                chain.chainId(),
                chain.nonce(address()),
                fees.max(),
                fees.priority(),
                gas,
                Optional.of(to),
                value,
                data),
            key);
    // The same one again when nobody knows whether it arrived.
    patience.await(
        "an answer to transaction " + transaction.hash(),
        progress,
        () -> {
          chain.send(transaction);
          return Optional.of(transaction);
        });
    progress.waits(
        "transaction %s is sent, it waits for a block of %s"
            .formatted(transaction.hash(), chain.name()));
    final Chain.Receipt receipt =
        patience.await(
            "transaction " + transaction.hash(), progress, () -> chain.receipt(transaction.hash()));
    if (!receipt.success()) {
      throw new BridgeClientException(
          "transaction %s failed in block %d of %s, and what it would have moved is still there"
              .formatted(transaction.hash(), receipt.blockNumber(), chain.name()));
    }
    progress.ends("in block %d of %s".formatted(receipt.blockNumber(), chain.name()));
    return new Mined(transaction.hash(), receipt);
  }

  private void requireFunds(final Chain chain, final BigInteger cost, final BigInteger value) {
    final BigInteger balance = chain.balance(address());
    if (balance.compareTo(cost) < 0) {
      throw new BridgeClientException(
          "%s has %s ether on %s and needs %s: %s to be sent, and gas"
              .formatted(address(), ether(balance), chain.name(), ether(cost), ether(value)));
    }
  }

  private static String ether(final BigInteger wei) {
    return Texts.of(wei, Texts.ETHER_DECIMALS);
  }
}
