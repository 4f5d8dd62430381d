/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordFormatV2;
import org.zknode.zks.record.RecordFormatV3;
import org.zknode.zks.record.ReplayRecord;

/** The work that the codec benchmarks measure: one record encoded, decoded, or copied. */
public final class CodecWork {
  /** Sizes of records; a record without transactions has 8.6 kB of block hashes. */
  public enum Size {
    /** No transaction. */
    SMALL(0, 0),
    /** A busy block: 100 transactions of 200 bytes. */
    MEDIUM(100, 200),
    /** 1 MB: 5000 transactions of 200 bytes. */
    LARGE(5_000, 200);

    private final int transactions;
    private final int transactionBytes;

    Size(final int transactions, final int transactionBytes) {
      this.transactions = transactions;
      this.transactionBytes = transactionBytes;
    }

    int transactions() {
      return transactions;
    }

    int transactionBytes() {
      return transactionBytes;
    }

    BenchChain chain() {
      return BenchChain.of(this);
    }
  }

  /** Block number of the record: has 256 ancestors. */
  private static final long BLOCK = 1_000_000;

  private final RecordFormat format;
  private final ReplayRecord replayRecord;
  private final byte[] bytes;
  private final Bytes encoded;

  /**
   * @param version of the record format, 2 or 3
   */
  public CodecWork(final int version, final Size size) {
    this.format = version == 2 ? new RecordFormatV2() : new RecordFormatV3();
    this.replayRecord = size.chain().replayRecord(BLOCK);
    this.encoded = format.encode(replayRecord);
    this.bytes = encoded.toArray();
  }

  /** Bytes of the encoded record. */
  public int size() {
    return bytes.length;
  }

  public Bytes encode() {
    return format.encode(replayRecord);
  }

  public ReplayRecord decode() throws ZksDecodeException {
    return format.decode(encoded);
  }

  /** A plain copy of the same bytes: what no codec beats. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, bytes.length);
  }
}
