/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpWriter;

/** Makes signed transactions of types 0, 1 and 2, for the node's own L1 calls and for tests. */
public final class TransactionSigner {
  private TransactionSigner() {}

  /**
   * What is signed; an empty access list is used for the types that have one.
   *
   * @param maxFeePerGas gas price of types 0 and 1, in wei
   * @param maxPriorityFeePerGas only used by type 2, in wei
   * @param to empty for a contract creation
   */
  public record Unsigned(
      TransactionType type,
      long chainId,
      long nonce,
      BigInteger maxFeePerGas,
      BigInteger maxPriorityFeePerGas,
      long gasLimit,
      Optional<Address> to,
      BigInteger value,
      Bytes data) {}

  public static SignedTransaction sign(final Unsigned tx, final PrivateKey key) {
    return SignedTransaction.decode(
        switch (tx.type()) {
          case LEGACY -> legacy(tx, key);
          case ACCESS_LIST, DYNAMIC_FEE -> typed(tx, key);
          case SET_CODE ->
              throw new IllegalArgumentException("signing of set-code transactions is not offered");
        });
  }

  private static Bytes legacy(final Unsigned tx, final PrivateKey key) {
    final Bytes unsigned =
        RlpWriter.encodeList(
            writer -> {
              writer.uint64(tx.nonce()).integer(tx.maxFeePerGas());
              call(writer, tx);
              writer.uint64(tx.chainId()).uint64(0).uint64(0);
            });
    final Signature signature = key.sign(Keccak256.hash(unsigned));
    return RlpWriter.encodeList(
        writer -> {
          writer.uint64(tx.nonce()).integer(tx.maxFeePerGas());
          call(writer, tx);
          writer.uint64(35 + 2 * tx.chainId() + signature.recoveryId());
          writer.integer(signature.r()).integer(signature.s());
        });
  }

  private static Bytes typed(final Unsigned tx, final PrivateKey key) {
    final Bytes type = Bytes.of(tx.type().id());
    final Bytes unsigned = RlpWriter.encodeList(writer -> typedFields(writer, tx));
    final Signature signature = key.sign(Keccak256.hash(type, unsigned));
    return Bytes.concatenate(
        type,
        RlpWriter.encodeList(
            writer -> {
              typedFields(writer, tx);
              writer.uint64(signature.recoveryId());
              writer.integer(signature.r()).integer(signature.s());
            }));
  }

  private static void typedFields(final RlpWriter writer, final Unsigned tx) {
    writer.uint64(tx.chainId()).uint64(tx.nonce());
    if (tx.type() == TransactionType.DYNAMIC_FEE) {
      writer.integer(tx.maxPriorityFeePerGas());
    }
    writer.integer(tx.maxFeePerGas());
    call(writer, tx);
    writer.list(accessList -> {});
  }

  private static void call(final RlpWriter writer, final Unsigned tx) {
    writer.uint64(tx.gasLimit());
    writer.bytes(tx.to().map(Address::bytes).orElse(Bytes.EMPTY));
    writer.integer(tx.value()).bytes(tx.data());
  }
}
