/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpWriter;

/** Makes signed transactions, for the node's own L1 calls, the devnet and tests. */
public final class TransactionSigner {
  private TransactionSigner() {}

  /**
   * What is signed; an empty access list is used for the types that have one.
   *
   * @param maxFeePerGas gas price of types 0 and 1, in wei
   * @param maxPriorityFeePerGas only used by types 2 and 4, in wei
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
          case ACCESS_LIST, DYNAMIC_FEE, SET_CODE -> typed(tx, List.of(), key);
        });
  }

  /**
   * A set-code transaction (EIP-7702).
   *
   * @param tx its type must be SET_CODE
   */
  public static SignedTransaction sign(
      final Unsigned tx, final List<Authorization> authorizations, final PrivateKey key) {
    if (tx.type() != TransactionType.SET_CODE) {
      throw new IllegalArgumentException("type %s has no authorizations".formatted(tx.type()));
    }
    return SignedTransaction.decode(typed(tx, authorizations, key));
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

  private static Bytes typed(
      final Unsigned tx, final List<Authorization> authorizations, final PrivateKey key) {
    final Bytes type = Bytes.of(tx.type().id());
    final Bytes unsigned = RlpWriter.encodeList(writer -> typedFields(writer, tx, authorizations));
    final Signature signature = key.sign(Keccak256.hash(type, unsigned));
    return Bytes.concatenate(
        type,
        RlpWriter.encodeList(
            writer -> {
              typedFields(writer, tx, authorizations);
              writer.uint64(signature.recoveryId());
              writer.integer(signature.r()).integer(signature.s());
            }));
  }

  private static void typedFields(
      final RlpWriter writer, final Unsigned tx, final List<Authorization> authorizations) {
    writer.uint64(tx.chainId()).uint64(tx.nonce());
    if (tx.type() != TransactionType.ACCESS_LIST) {
      writer.integer(tx.maxPriorityFeePerGas());
    }
    writer.integer(tx.maxFeePerGas());
    call(writer, tx);
    writer.list(accessList -> {});
    if (tx.type() == TransactionType.SET_CODE) {
      writer.list(list -> authorizations.forEach(authorization -> authorization.write(list)));
    }
  }

  private static void call(final RlpWriter writer, final Unsigned tx) {
    writer.uint64(tx.gasLimit());
    writer.bytes(tx.to().map(Address::bytes).orElse(Bytes.EMPTY));
    writer.integer(tx.value()).bytes(tx.data());
  }
}
