/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;

/**
 * batchL2Data of etrog and later (docs/spec/batch-data.md): blocks of {@code 0x0b ‖ deltaTimestamp
 * u32 ‖ l1InfoTreeIndex u32}, each followed by its transactions. Legacy transactions as Polygon
 * encodes them; typed transactions, an extension of this chain, as their EIP-2718 envelope. Each
 * transaction ends with the effective percentage byte.
 */
public final class BatchCodec {
  /** Bytes of a block before its transactions. */
  public static final int BLOCK_HEADER_BYTES = 9;

  private static final int BLOCK_MARKER = 0x0b;

  private BatchCodec() {}

  /**
   * Encodes the blocks of a batch.
   *
   * @throws IllegalArgumentException no block (an empty batch has no encoding), or a transaction
   *     that is not an RLP legacy transaction nor an envelope of type 1, 2 or 4
   */
  public static Bytes encode(final List<BatchBlock> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a batch without blocks has no encoding");
    }
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (final BatchBlock block : blocks) {
      out.writeBytes(
          Bytes.concatenate(
                  Bytes.of(BLOCK_MARKER),
                  Bytes.ofUnsignedInt(block.deltaTimestamp()),
                  Bytes.ofUnsignedInt(block.l1InfoTreeIndex()))
              .toArrayUnsafe());
      for (final Bytes transaction : block.transactions()) {
        out.writeBytes(BatchTransactionCodec.encode(transaction).toArrayUnsafe());
      }
    }
    return Bytes.wrap(out.toByteArray());
  }

  /**
   * Bytes that the transaction takes in batchL2Data.
   *
   * @param transaction EIP-2718 network encoding
   * @throws IllegalArgumentException as {@link #encode}
   */
  public static int encodedSize(final Bytes transaction) {
    return BatchTransactionCodec.encode(transaction).size();
  }

  /**
   * Bytes that a transaction which was parsed already takes in batchL2Data: nothing is encoded.
   *
   * @throws IllegalArgumentException its chain id is too high for a legacy transaction
   */
  public static int encodedSize(final SignedTransaction transaction) {
    return BatchTransactionCodec.encodedSize(transaction);
  }

  /**
   * Decodes batchL2Data; no bytes are a batch without blocks. Only the structure is checked:
   * whether a transaction can be applied is the execution's question.
   *
   * @throws BatchDecodeException not block, legacy transaction or typed transaction where one of
   *     them must be, data that ends early, RLP that is not canonical, v other than 27 and 28, or a
   *     percentage byte other than 0xff (this chain has no effective gas price)
   */
  public static List<BatchBlock> decode(final Bytes data) throws BatchDecodeException {
    final Bytes flat = Bytes.wrap(data.toArrayUnsafe());
    final List<BatchBlock> blocks = new ArrayList<>();
    int position = 0;
    while (position < flat.size()) {
      position = readBlock(flat, position, blocks);
    }
    return List.copyOf(blocks);
  }

  /**
   * Decodes the data of a forced batch: transactions one after another, without a block header
   * (docs/spec/batch-data.md, "Forced data"); no bytes are no transactions.
   *
   * @return EIP-2718 network encodings
   * @throws BatchDecodeException not a transaction where one must be (a block header for instance),
   *     or what {@link #decode} refuses in a transaction
   */
  public static List<Bytes> decodeForced(final Bytes data) throws BatchDecodeException {
    final Bytes flat = Bytes.wrap(data.toArrayUnsafe());
    final List<Bytes> transactions = new ArrayList<>();
    int position = 0;
    while (position < flat.size()) {
      final BatchTransactionCodec.Decoded decoded = BatchTransactionCodec.decode(flat, position);
      transactions.add(decoded.raw());
      position = decoded.end();
    }
    return List.copyOf(transactions);
  }

  /**
   * The data of a forced batch with these transactions.
   *
   * @param transactions EIP-2718 network encodings
   * @throws IllegalArgumentException as {@link #encode}
   */
  public static Bytes encodeForced(final List<Bytes> transactions) {
    return Bytes.concatenate(
        transactions.stream().map(BatchTransactionCodec::encode).toArray(Bytes[]::new));
  }

  private static int readBlock(final Bytes data, final int start, final List<BatchBlock> blocks)
      throws BatchDecodeException {
    final int marker = data.get(start) & 0xff;
    if (marker != BLOCK_MARKER) {
      throw new BatchDecodeException(
          start, "a block starts with 0x0b, got 0x%02x".formatted(marker));
    }
    if (data.size() - start < BLOCK_HEADER_BYTES) {
      throw new BatchDecodeException(
          start,
          "a block header has %d bytes, %d are left"
              .formatted(BLOCK_HEADER_BYTES, data.size() - start));
    }
    final long deltaTimestamp = data.getInt(start + 1) & 0xffff_ffffL;
    final long l1InfoTreeIndex = data.getInt(start + 5) & 0xffff_ffffL;
    final List<Bytes> transactions = new ArrayList<>();
    int position = start + BLOCK_HEADER_BYTES;
    while (position < data.size() && (data.get(position) & 0xff) != BLOCK_MARKER) {
      final BatchTransactionCodec.Decoded decoded = BatchTransactionCodec.decode(data, position);
      transactions.add(decoded.raw());
      position = decoded.end();
    }
    blocks.add(new BatchBlock(deltaTimestamp, l1InfoTreeIndex, transactions));
    return position;
  }
}
