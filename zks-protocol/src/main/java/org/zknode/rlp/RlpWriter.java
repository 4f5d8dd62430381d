/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;

/** Writes canonical RLP into one growing buffer. */
public final class RlpWriter {
  private byte[] buffer;
  private int size;

  public RlpWriter() {
    this(256);
  }

  /**
   * @param expectedSize bytes to reserve
   */
  public RlpWriter(final int expectedSize) {
    this.buffer = new byte[Math.max(16, expectedSize)];
  }

  /** The list whose fields the consumer writes, as bytes. */
  public static Bytes encodeList(final Consumer<RlpWriter> fields) {
    return new RlpWriter().list(fields).toBytes();
  }

  public RlpWriter bytes(final Bytes value) {
    final int length = value.size();
    if (length == 1 && (value.get(0) & 0xff) < 0x80) {
      reserve(1);
      buffer[size++] = value.get(0);
      return this;
    }
    header(0x80, length);
    return raw(value);
  }

  /** An unsigned 64-bit integer without leading zeros; zero is the empty string. */
  public RlpWriter uint64(final long value) {
    if (value >= 0 && value < 0x80) {
      reserve(1);
      buffer[size++] = value == 0 ? (byte) 0x80 : (byte) value;
      return this;
    }
    final int length = (71 - Long.numberOfLeadingZeros(value)) / 8;
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

  /** A big-endian unsigned integer in part of an array; leading zeros are stripped. */
  public RlpWriter integer(final byte[] source, final int offset, final int length) {
    int start = offset;
    final int end = offset + length;
    while (start < end && source[start] == 0) {
      start++;
    }
    final int size = end - start;
    if (size == 1 && (source[start] & 0xff) < 0x80) {
      reserve(1);
      buffer[this.size++] = source[start];
      return this;
    }
    header(0x80, size);
    reserve(size);
    System.arraycopy(source, start, buffer, this.size, size);
    this.size += size;
    return this;
  }

  /** Bytes that are already RLP items. */
  public RlpWriter raw(final Bytes encoded) {
    final int length = encoded.size();
    reserve(length);
    System.arraycopy(encoded.toArrayUnsafe(), 0, buffer, size, length);
    size += length;
    return this;
  }

  /** A list whose fields the consumer writes into this writer. */
  public RlpWriter list(final Consumer<RlpWriter> fields) {
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
    if (length <= 55) {
      reserve(1);
      buffer[size++] = (byte) (base + length);
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
