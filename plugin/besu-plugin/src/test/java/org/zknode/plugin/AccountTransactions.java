/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** Signed transactions of an account that the genesis file funds, as hex. */
final class AccountTransactions {
  static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  static final Address RECIPIENT = Address.fromHex("0x000000000000000000000000000000000000beef");

  private AccountTransactions() {}

  /** 1 wei. */
  static String transfer(final long nonce) {
    return transfer(TransactionType.LEGACY, nonce, 1);
  }

  static String transfer(final TransactionType type, final long nonce, final long value) {
    return sign(type, nonce, Optional.of(RECIPIENT), value, Bytes.EMPTY);
  }

  /** Code that stores 1 at slot 0 and returns empty run-time code. */
  static String creation(final long nonce) {
    return sign(
        TransactionType.LEGACY, nonce, Optional.empty(), 0, Bytes.fromHexString("0x600160005500"));
  }

  private static String sign(
      final TransactionType type,
      final long nonce,
      final Optional<Address> to,
      final long value,
      final Bytes data) {
    final SignedTransaction signed =
        TransactionSigner.sign(
            new Unsigned(
                type,
                DriverPlugin.CHAIN_ID,
                nonce,
                BigInteger.valueOf(2_000_000_000L),
                BigInteger.ONE,
                100_000,
                to,
                BigInteger.valueOf(value),
                data),
            KEY);
    return signed.raw().toHexString();
  }
}
