/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * Decodes transactions of EIP-2718 types 0, 1, 2 and 4. Every field is read by the strict reader,
 * which takes one encoding of each value only. So what is read is canonical, and the fields that
 * were signed are taken as the bytes that they are.
 */
final class TransactionDecoder {
  private TransactionType type = TransactionType.LEGACY;
  private OptionalLong chainId = OptionalLong.empty();
  private long nonce;
  private BigInteger maxFee = BigInteger.ZERO;
  private BigInteger priorityFee = BigInteger.ZERO;
  private long gasLimit;
  private Optional<Address> to = Optional.empty();
  private BigInteger value = BigInteger.ZERO;
  private Bytes data = Bytes.EMPTY;
  private List<AccessEntry> accessList = List.of();
  private List<Authorization> authorizations = List.of();

  private final Optional<Address> knownSender;

  private TransactionDecoder(final Optional<Address> knownSender) {
    this.knownSender = knownSender;
  }

  static SignedTransaction decode(final Bytes raw, final Optional<Address> knownSender) {
    if (raw.isEmpty()) {
      throw new TransactionDecodeException("empty transaction");
    }
    try {
      return new TransactionDecoder(knownSender).decodeAny(raw);
    } catch (final RlpException | IllegalArgumentException e) {
      throw new TransactionDecodeException("malformed transaction: " + e.getMessage(), e);
    }
  }

  private SignedTransaction decodeAny(final Bytes raw) {
    final int first = raw.get(0) & 0xff;
    final RlpReader reader = RlpReader.of(first >= 0xc0 ? raw : raw.slice(1));
    final SignedTransaction transaction;
    if (first >= 0xc0) {
      transaction = legacy(reader.list(), raw);
    } else {
      type =
          switch (first) {
            case 1 -> TransactionType.ACCESS_LIST;
            case 2 -> TransactionType.DYNAMIC_FEE;
            case 4 -> TransactionType.SET_CODE;
            default ->
                throw new TransactionDecodeException("transaction type not supported: " + first);
          };
      transaction = typed(reader.list(), raw);
    }
    if (!reader.atEnd()) {
      throw new TransactionDecodeException("bytes after the end of the transaction");
    }
    return transaction;
  }

  private SignedTransaction legacy(final RlpReader list, final Bytes raw) {
    final int start = list.position();
    nonce = list.uint63();
    maxFee = list.uint256();
    priorityFee = maxFee;
    readCall(list);
    final Bytes signed = raw.slice(start, list.position() - start);
    final BigInteger v = list.uint256();
    final BigInteger r = list.uint256();
    final BigInteger s = list.uint256();
    list.expectEnd();
    if (v.bitLength() > 62) {
      throw new TransactionDecodeException("invalid v of a legacy transaction: " + v);
    }
    final long vValue = v.longValue();
    final int recoveryId;
    if (vValue == 27 || vValue == 28) {
      recoveryId = (int) (vValue - 27);
    } else if (vValue >= 35) {
      chainId = OptionalLong.of((vValue - 35) / 2);
      recoveryId = (int) ((vValue - 35) % 2);
    } else {
      throw new TransactionDecodeException("invalid v of a legacy transaction: " + v);
    }
    final Bytes unsigned =
        RlpWriter.encodeList(
            writer -> {
              writer.raw(signed);
              chainId.ifPresent(id -> writer.uint64(id).uint64(0).uint64(0));
            });
    return build(raw, new Signature(r, s, recoveryId), Keccak256.hash(unsigned));
  }

  private SignedTransaction typed(final RlpReader list, final Bytes raw) {
    final int start = list.position();
    chainId = OptionalLong.of(list.uint63());
    nonce = list.uint63();
    if (type == TransactionType.ACCESS_LIST) {
      maxFee = list.uint256();
      priorityFee = maxFee;
    } else {
      priorityFee = list.uint256();
      maxFee = list.uint256();
    }
    readCall(list);
    accessList = AccessEntry.readAll(list.list());
    if (type == TransactionType.SET_CODE) {
      authorizations = Authorization.readAll(list.list());
    }
    // Behind the type byte, which the reader does not have.
    final Bytes signed = raw.slice(1 + start, list.position() - start);
    final int parity = list.uint(1);
    final BigInteger r = list.uint256();
    final BigInteger s = list.uint256();
    list.expectEnd();
    final Bytes unsigned = RlpWriter.encodeList(writer -> writer.raw(signed));
    return build(raw, new Signature(r, s, parity), Keccak256.hash(Bytes.of(type.id()), unsigned));
  }

  private void readCall(final RlpReader list) {
    gasLimit = list.uint63();
    final Bytes target = list.bytes();
    to = target.isEmpty() ? Optional.empty() : Optional.of(new Address(target));
    value = list.uint256();
    data = list.bytes();
  }

  private SignedTransaction build(
      final Bytes raw, final Signature signature, final Bytes32 signingHash) {
    if (signature.s().compareTo(Secp256k1.HALF_N) > 0) {
      throw new TransactionDecodeException("signature with high s (EIP-2)");
    }
    final Address sender =
        knownSender
            .or(() -> Secp256k1.recover(signingHash, signature))
            .orElseThrow(() -> new TransactionDecodeException("invalid signature"));
    return new SignedTransaction(
        type,
        raw,
        Keccak256.hash(raw),
        sender,
        chainId,
        nonce,
        maxFee,
        priorityFee,
        gasLimit,
        to,
        value,
        data,
        accessList,
        authorizations,
        signature,
        signingHash);
  }
}
