/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;

/**
 * Writes canonical RLP into one growing buffer, or, measured before, into one of the right size.
 */
public final class RlpWriter {
  private static final byte[] NO_BUFFER = {};

  /** Lists of which the first pass notes the sizes without growing the note: a record has seven. */
  private static final int EXPECTED_LISTS = 16;

  private byte[] buffer;
  private int size;

  // Two passes only: payload sizes of the lists in the order in which they begin.
  private int[] listSizes;
  private int lists;
  private boolean measuring;

  public RlpWriter() {
    this(256);
  }

  /**
   * @param expectedSize bytes to reserve
   */
  public RlpWriter(final int expectedSize) {
    this(new byte[Math.max(16, expectedSize)]);
  }

  private RlpWriter(final byte[] buffer) {
    this.buffer = buffer;
  }

  /**
   * What the consumer writes, as bytes of exactly that size: it is called twice, first to measure.
   * Lists then get their headers at once, where {@link #list} has to move each list's content;
   * worth it for what is large and frequent.
   *
   * @param items must write the same both times
   */
  public static Bytes encode(final Consumer<RlpWriter> items) {
    final RlpWriter writer = measured(items);
    final int measured = writer.size;
    writer.buffer = new byte[measured];
    writer.size = 0;
    writer.lists = 0;
    writer.measuring = false;
    items.accept(writer);
    writer.checkMeasured(measured);
    return Bytes.wrap(writer.buffer);
  }

  /** How many bytes the consumer writes. */
  public static int sizeOf(final Consumer<RlpWriter> items) {
    return measured(items).size;
  }

  private static RlpWriter measured(final Consumer<RlpWriter> items) {
    final RlpWriter writer = new RlpWriter(NO_BUFFER);
    writer.listSizes = new int[EXPECTED_LISTS];
    writer.measuring = true;
    items.accept(writer);
    return writer;
  }

  /** The list whose fields the consumer writes, as bytes. */
  public static Bytes encodeList(final Consumer<RlpWriter> fields) {
    return new RlpWriter().list(fields).toBytes();
  }

  public RlpWriter bytes(final Bytes value) {
    final int length = value.size();
    if (length == 1 && (value.get(0) & 0xff) < 0x80) {
      single(value.get(0));
      return this;
    }
    header(0x80, length);
    return raw(value);
  }

  /** An unsigned 64-bit integer without leading zeros; zero is the empty string. */
  public RlpWriter uint64(final long value) {
    if (value >= 0 && value < 0x80) {
      single(value == 0 ? (byte) 0x80 : (byte) value);
      return this;
    }
    final int length = (71 - Long.numberOfLeadingZeros(value)) / 8;
    if (measuring) {
      size += 1 + length;
      return this;
    }
    reserve(1 + length);
    buffer[size++] = (byte) (0x80 + length);
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A non-negative integer without leading zeros. */
  public RlpWriter integer(final BigInteger value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("RLP has no negative integers");
    }
    return bytes(Bytes.wrap(value.toByteArray()).trimLeadingZeros());
  }

  /** Bytes that are already RLP items. */
  public RlpWriter raw(final Bytes encoded) {
    if (measuring) {
      size += encoded.size();
      return this;
    }
    final int length = encoded.size();
    reserve(length);
    // Not by its array: that of a slice is a copy.
    encoded.copyTo(MutableBytes.wrap(buffer), size);
    size += length;
    return this;
  }

  /** Part of an array that is already RLP items. */
  public RlpWriter raw(final byte[] encoded, final int offset, final int length) {
    if (!measuring) {
      reserve(length);
      System.arraycopy(encoded, offset, buffer, size, length);
    }
    size += length;
    return this;
  }

  /** A list whose fields the consumer writes into this writer. */
  public RlpWriter list(final Consumer<RlpWriter> fields) {
    if (measuring) {
      measure(fields);
      return this;
    }
    if (listSizes != null) {
      final int length = listSizes[lists++];
      header(0xc0, length);
      final int end = size + length;
      fields.accept(this);
      checkMeasured(end);
      return this;
    }
    // The header's size is known only afterwards: write the fields, then move them once.
    final int start = size;
    fields.accept(this);
    final int length = size - start;
    final int headerSize = headerSize(length);
    reserve(headerSize);
    System.arraycopy(buffer, start, buffer, start + headerSize, length);
    size = start;
    header(0xc0, length);
    size = start + headerSize + length;
    return this;
  }

  private void measure(final Consumer<RlpWriter> fields) {
    final int index = lists++;
    if (index == listSizes.length) {
      listSizes = Arrays.copyOf(listSizes, index * 2);
    }
    final int start = size;
    fields.accept(this);
    final int length = size - start;
    listSizes[index] = length;
    size += headerSize(length);
  }

  private void checkMeasured(final int end) {
    if (size != end) {
      throw new IllegalStateException(
          "the second pass ended at byte %d instead of %d".formatted(size, end));
    }
  }

  private void single(final byte item) {
    if (!measuring) {
      reserve(1);
      buffer[size] = item;
    }
    size++;
  }

  public Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(buffer, size));
  }

  private static int headerSize(final int length) {
    return length <= 55 ? 1 : 1 + lengthBytes(length);
  }

  private static int lengthBytes(final int length) {
    return (39 - Integer.numberOfLeadingZeros(length)) / 8;
  }

  private void header(final int base, final int length) {
    if (measuring) {
      size += headerSize(length);
      return;
    }
    if (length <= 55) {
      single((byte) (base + length));
      return;
    }
    final int lengthBytes = lengthBytes(length);
    reserve(1 + lengthBytes);
    buffer[size++] = (byte) (base + 55 + lengthBytes);
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (length >>> shift);
    }
  }

  private void reserve(final int extra) {
    if (extra > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, extra), buffer.length * 2));
    }
  }
}
