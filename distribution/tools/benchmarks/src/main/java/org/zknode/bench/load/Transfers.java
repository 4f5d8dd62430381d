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
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** Transfers that pay what an idle node suggests, and whose they are. */
final class Transfers {
  private static final BigInteger FEE = BigInteger.valueOf(10_000_000_000L);

  /** What an idle node suggests. */
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);

  private static final long GAS = 21_000;

  /** What a byte of data that is not zero costs at least (EIP-7623). */
  private static final long GAS_PER_BYTE = 40;

  private Transfers() {}

  /**
   * @param series of another number has other accounts
   */
  static List<PrivateKey> accounts(final int series, final int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                PrivateKey.fromHex(
                    Keccak256.hash(
                            Bytes.concatenate(
                                Bytes.of(7), Bytes.ofUnsignedInt(series), Bytes.ofUnsignedInt(i)))
                        .toHexString()))
        .toList();
  }

  static SignedTransaction sign(
      final long chainId,
      final PrivateKey from,
      final long nonce,
      final Address to,
      final BigInteger value) {
    return sign(chainId, from, nonce, to, value, Bytes.EMPTY);
  }

  /** Of nothing, to the sender. */
  static SignedTransaction withData(
      final long chainId, final PrivateKey from, final long nonce, final Bytes data) {
    return sign(chainId, from, nonce, from.address(), BigInteger.ZERO, data);
  }

  private static SignedTransaction sign(
      final long chainId,
      final PrivateKey from,
      final long nonce,
      final Address to,
      final BigInteger value,
      final Bytes data) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            chainId,
            nonce,
            FEE,
            TIP,
            GAS + GAS_PER_BYTE * data.size(),
            Optional.of(to),
            value,
            data),
        from);
  }
}
