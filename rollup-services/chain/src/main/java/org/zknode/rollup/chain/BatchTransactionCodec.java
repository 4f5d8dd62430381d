/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * One transaction inside batchL2Data (docs/spec/batch-data.md, "Transactions"). Legacy: RLP list
 * {@code [nonce, gasPrice, gas, to, value, data, chainId, 0, 0]} (the last three only with EIP-155)
 * {@code ‖ r ‖ s ‖ v ‖ percentage}. Typed: EIP-2718 envelope {@code ‖ percentage}. The first six
 * fields are copied as they are, so that a decoded transaction has the bytes, and the hash, that it
 * was encoded from.
 */
final class BatchTransactionCodec {
  /** The full gas price: effective price = gasPrice × (255 + 1) / 256. */
  private static final int FULL_PERCENTAGE = 0xff;

  /** nonce, gasPrice, gas, to, value, data. */
  private static final int COMMON_FIELDS = 6;

  /** The same with chainId, 0, 0. */
  private static final int EIP_155_FIELDS = 9;

  private static final int SIGNATURE_BYTES = 65;
  private static final BigInteger EIP_155_V = BigInteger.valueOf(35);
  private static final Bytes RLP_ZERO = Bytes.of(0x80);

  /** Above it chainId × 2 + 36 does not fit the v that transactions are decoded with (62 bits). */
  private static final long MAX_CHAIN_ID = (1L << 61) - 32;

  /**
   * @param raw EIP-2718 network encoding
   * @param end first byte after the transaction
   */
  record Decoded(Bytes raw, int end) {}

  private BatchTransactionCodec() {}

  /**
   * Of a transaction that was parsed already: no field is read again.
   *
   * @throws IllegalArgumentException its chain id is too high for a legacy transaction
   */
  static Bytes encode(final SignedTransaction transaction) {
    final Bytes percentage = Bytes.of(FULL_PERCENTAGE);
    if (transaction.type() != TransactionType.LEGACY) {
      return Bytes.concatenate(transaction.raw(), percentage);
    }
    final Signature signature = transaction.signature();
    return Bytes.concatenate(
        RlpWriter.encodeList(unsigned(transaction)),
        UInt256.valueOf(signature.r()).toBytes(),
        UInt256.valueOf(signature.s()).toBytes(),
        Bytes.of(27 + signature.recoveryId()),
        percentage);
  }

  /** Size of {@link #encode(SignedTransaction)}. */
  static int encodedSize(final SignedTransaction transaction) {
    return transaction.type() == TransactionType.LEGACY
        ? RlpWriter.sizeOf(writer -> writer.list(unsigned(transaction))) + SIGNATURE_BYTES + 1
        : transaction.raw().size() + 1;
  }

  /** The fields in front of the signature, which begin as the network encoding does. */
  private static Consumer<RlpWriter> unsigned(final SignedTransaction transaction) {
    final Bytes raw = transaction.raw();
    final OptionalLong chainId = transaction.chainId();
    final Signature signature = transaction.signature();
    if (chainId.orElse(0) > MAX_CHAIN_ID) {
      throw new IllegalArgumentException(
          "chain id %d is above %d".formatted(chainId.getAsLong(), MAX_CHAIN_ID));
    }
    final long v =
        signature.recoveryId() + (chainId.isPresent() ? 35 + 2 * chainId.getAsLong() : 27);
    final int behindCommon =
        RlpWriter.sizeOf(writer -> writer.uint64(v).integer(signature.r()).integer(signature.s()));
    final int start = 1 + Math.max(0, (raw.get(0) & 0xff) - 0xf7);
    final Bytes common = raw.slice(start, raw.size() - start - behindCommon);
    return writer -> {
      writer.raw(common);
      chainId.ifPresent(id -> writer.uint64(id).uint64(0).uint64(0));
    };
  }

  static Bytes encode(final Bytes raw) {
    final int first = raw.isEmpty() ? -1 : raw.get(0) & 0xff;
    final Bytes percentage = Bytes.of(FULL_PERCENTAGE);
    try {
      if (isTyped(first)) {
        final RlpReader reader = RlpReader.of(raw.slice(1));
        reader.list();
        reader.expectEnd();
        return Bytes.concatenate(raw, percentage);
      }
      if (first >= 0xc0) {
        return Bytes.concatenate(encodeLegacy(raw), percentage);
      }
    } catch (final RlpException e) {
      throw new IllegalArgumentException("not a transaction: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("not a transaction: it starts with " + first);
  }

  private static Bytes encodeLegacy(final Bytes raw) {
    final RlpReader outer = RlpReader.of(raw);
    final RlpReader fields = outer.list();
    outer.expectEnd();
    final List<Bytes> common = commonFields(fields);
    final BigInteger v = fields.uint256();
    final Bytes r = UInt256.valueOf(fields.uint256()).toBytes();
    final Bytes s = UInt256.valueOf(fields.uint256()).toBytes();
    fields.expectEnd();
    final boolean protectedByChainId = v.compareTo(EIP_155_V) >= 0;
    final BigInteger parity =
        protectedByChainId
            ? v.subtract(EIP_155_V).and(BigInteger.ONE)
            : v.subtract(BigInteger.valueOf(27));
    if (parity.signum() < 0 || parity.compareTo(BigInteger.ONE) > 0) {
      throw new RlpException("v of a legacy transaction is 27, 28 or at least 35, got " + v);
    }
    final BigInteger chainId = v.subtract(EIP_155_V).shiftRight(1);
    if (chainId.compareTo(BigInteger.valueOf(MAX_CHAIN_ID)) > 0) {
      throw new RlpException("chain id %d is above %d".formatted(chainId, MAX_CHAIN_ID));
    }
    final Bytes unsigned =
        RlpWriter.encodeList(
            writer -> {
              common.forEach(writer::raw);
              if (protectedByChainId) {
                writer.integer(chainId).uint64(0).uint64(0);
              }
            });
    return Bytes.concatenate(unsigned, r, s, Bytes.of(27 + parity.intValue()));
  }

  static Decoded decode(final Bytes data, final int start) throws BatchDecodeException {
    final int first = data.get(start) & 0xff;
    try {
      if (isTyped(first)) {
        final int end = listEnd(data, start + 1);
        RlpReader.of(data.slice(start + 1, end - start - 1)).list();
        return new Decoded(data.slice(start, end - start).copy(), expectFullPercentage(data, end));
      }
      if (first >= 0xc0) {
        return decodeLegacy(data, start);
      }
    } catch (final RlpException e) {
      throw new BatchDecodeException(start, "malformed transaction: " + e.getMessage());
    }
    throw new BatchDecodeException(
        start, "no block and no transaction starts with 0x%02x".formatted(first));
  }

  private static Decoded decodeLegacy(final Bytes data, final int start)
      throws BatchDecodeException {
    final int end = listEnd(data, start);
    if (data.size() - end < SIGNATURE_BYTES) {
      throw new BatchDecodeException(
          end,
          "a signature has %d bytes, %d are left".formatted(SIGNATURE_BYTES, data.size() - end));
    }
    final RlpReader fields = RlpReader.of(data.slice(start, end - start)).list();
    final List<Bytes> common = commonFields(fields);
    final int parity = (data.get(end + 64) & 0xff) - 27;
    if (parity != 0 && parity != 1) {
      throw new BatchDecodeException(
          end + 64, "v of a transaction is 27 or 28, got " + (parity + 27));
    }
    final long v = fields.atEnd() ? 27 + parity : 35 + 2 * chainId(fields) + parity;
    final BigInteger r = data.slice(end, 32).toUnsignedBigInteger();
    final BigInteger s = data.slice(end + 32, 32).toUnsignedBigInteger();
    final Bytes raw =
        RlpWriter.encodeList(
            writer -> {
              common.forEach(writer::raw);
              writer.uint64(v).integer(r).integer(s);
            });
    return new Decoded(raw, expectFullPercentage(data, end + SIGNATURE_BYTES));
  }

  private static List<Bytes> commonFields(final RlpReader fields) {
    final List<Bytes> common = new ArrayList<>(COMMON_FIELDS);
    for (int i = 0; i < COMMON_FIELDS; i++) {
      if (fields.nextIsList()) {
        throw new RlpException("field %d of a legacy transaction is a list".formatted(i));
      }
      common.add(fields.rawItem());
    }
    return common;
  }

  private static long chainId(final RlpReader fields) {
    final long chainId = fields.uint63();
    if (chainId > MAX_CHAIN_ID) {
      throw new RlpException("chain id %d is above %d".formatted(chainId, MAX_CHAIN_ID));
    }
    for (int i = COMMON_FIELDS + 1; i < EIP_155_FIELDS; i++) {
      if (!fields.rawItem().equals(RLP_ZERO)) {
        throw new RlpException("field %d of a legacy transaction is not 0".formatted(i));
      }
    }
    fields.expectEnd();
    return chainId;
  }

  private static int expectFullPercentage(final Bytes data, final int position)
      throws BatchDecodeException {
    if (position >= data.size()) {
      throw new BatchDecodeException(position, "the percentage byte is missing");
    }
    final int percentage = data.get(position) & 0xff;
    if (percentage != FULL_PERCENTAGE) {
      throw new BatchDecodeException(
          position, "the percentage byte is 0xff, got 0x%02x".formatted(percentage));
    }
    return position + 1;
  }

  /** First byte after the RLP list that starts there. */
  private static int listEnd(final Bytes data, final int start) throws BatchDecodeException {
    final int prefix = start < data.size() ? data.get(start) & 0xff : 0;
    if (prefix < 0xc0) {
      throw new BatchDecodeException(start, "an RLP list was expected");
    }
    final int lengthBytes = Math.max(0, prefix - 0xf7);
    if (lengthBytes > data.size() - start - 1) {
      throw new BatchDecodeException(start, "the data ends inside of an RLP length");
    }
    long length = prefix - 0xc0;
    if (lengthBytes > 0) {
      final Bytes encoded = data.slice(start + 1, lengthBytes).trimLeadingZeros();
      length = encoded.size() > 4 ? Long.MAX_VALUE : encoded.toLong();
    }
    final int content = start + 1 + lengthBytes;
    if (length > data.size() - content) {
      throw new BatchDecodeException(
          start, "an RLP list of %d bytes, %d are left".formatted(length, data.size() - content));
    }
    return content + (int) length;
  }

  private static boolean isTyped(final int first) {
    return first == 1 || first == 2 || first == 4;
  }
}
