/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A cursor over canonical RLP (Ethereum yellow paper, appendix B). Every read is checked against
 * the bounds of the enclosing list before anything is allocated; non-canonical forms (leading zeros
 * in lengths or integers, long forms of short items, a single byte below 0x80 in a string) are
 * refused. Values are slices of the input, integers are read where they are: nothing is copied.
 */
public final class RlpReader {
  /** Bytes of a word: the longest integer that is read. */
  private static final int WORD_BYTES = 32;

  /** The header of a string of 32 bytes. */
  private static final byte FULL_WORD = (byte) (0x80 + WORD_BYTES);

  private final byte[] data;
  private final Bytes source;
  private int position;
  private final int end;

  // The item that header() found last: fields instead of an object, for there are millions.
  private boolean itemIsList;
  private int itemStart;
  private int itemEnd;

  private RlpReader(final byte[] data, final Bytes source, final int position, final int end) {
    this.data = data;
    this.source = source;
    this.position = position;
    this.end = end;
  }

  /** A cursor over all of these bytes. */
  public static RlpReader of(final Bytes bytes) {
    return new RlpReader(bytes.toArrayUnsafe(), bytes, 0, bytes.size());
  }

  /** True when the current list (or the input) is used up. */
  public boolean atEnd() {
    return position == end;
  }

  /** Bytes left in the current list (or the input). */
  public int remaining() {
    return end - position;
  }

  public boolean nextIsList() {
    return position < end && (data[position] & 0xff) >= 0xc0;
  }

  /**
   * Enters the next item, which must be a list, and moves past it; read its content from the
   * result.
   */
  public RlpReader list() {
    header();
    if (!itemIsList) {
      throw new RlpException("expected a list at byte " + position);
    }
    position = itemEnd;
    return new RlpReader(data, source, itemStart, itemEnd);
  }

  /** The next item's payload; it must be a string. */
  public Bytes bytes() {
    string();
    return source.slice(itemStart, itemEnd - itemStart);
  }

  /**
   * Enters the next item, which must be a string, and moves past it: for an encoding inside a
   * string, such as a typed transaction (EIP-2718).
   */
  public RlpReader stringContent() {
    string();
    return new RlpReader(data, source, itemStart, itemEnd);
  }

  /** Everything that is left, as it is; does not move. */
  public Bytes rest() {
    return source.slice(position, end - position);
  }

  /** The next byte, 0 to 255, outside of RLP: the type in front of a typed transaction's list. */
  public int rawByte() {
    if (position >= end) {
      throw new RlpException("end of data where a byte was expected");
    }
    return data[position++] & 0xff;
  }

  /** A string of exactly that many bytes. */
  public Bytes fixed(final int size) {
    final Bytes value = bytes();
    if (value.size() != size) {
      throw new RlpException("expected %d bytes, got %d".formatted(size, value.size()));
    }
    return value;
  }

  public Bytes32 bytes32() {
    return Bytes32.wrap(fixed(32));
  }

  /** An unsigned integer of at most 63 bits (what a Java long can hold without surprises). */
  public long uint63() {
    final long result = integer(Long.BYTES);
    if (result < 0) {
      throw new RlpException("integer above 2^63-1");
    }
    return result;
  }

  /** An unsigned 64-bit integer; values from 2^63 on come as negative longs. */
  public long uint64() {
    return integer(Long.BYTES);
  }

  /** An unsigned integer of at most that many bits, up to 31. */
  public int uint(final int bits) {
    final long result = integer(Integer.BYTES);
    if (result >>> bits != 0) {
      throw new RlpException("integer above %d bits".formatted(bits));
    }
    return (int) result;
  }

  /** An unsigned integer of at most 256 bits. */
  public BigInteger uint256() {
    checkInteger(WORD_BYTES);
    return new BigInteger(1, data, itemStart, itemEnd - itemStart);
  }

  /** An unsigned integer of at most 32 bits, as a long. */
  public long uint32() {
    return integer(Integer.BYTES);
  }

  /**
   * An unsigned integer of at most 256 bits, as 32 big-endian bytes written into the target; what
   * the target held there before is overwritten. Cheaper than {@link #uint256()} for long lists of
   * integers.
   */
  public void uint256(final byte[] target, final int offset) {
    checkInteger(WORD_BYTES);
    final int size = itemEnd - itemStart;
    final int padding = WORD_BYTES - size;
    for (int i = offset; i < offset + padding; i++) {
      target[i] = 0;
    }
    System.arraycopy(data, itemStart, target, offset + padding, size);
  }

  /** Checks that the next item is an unsigned integer of at most 256 bits, and moves past it. */
  public void skipUint256() {
    if (!skipFullWord()) {
      checkInteger(WORD_BYTES);
    }
  }

  /** Moves past a word without leading zeros, as hashes are but for one in 256. */
  private boolean skipFullWord() {
    final int at = position;
    if (end - at <= WORD_BYTES || data[at] != FULL_WORD || data[at + 1] == 0) {
      return false;
    }
    position = at + 1 + WORD_BYTES;
    return true;
  }

  private void string() {
    header();
    if (itemIsList) {
      throw new RlpException("expected a string at byte " + position);
    }
    position = itemEnd;
  }

  private long integer(final int maxBytes) {
    checkInteger(maxBytes);
    long value = 0;
    for (int i = itemStart; i < itemEnd; i++) {
      value = value << 8 | (data[i] & 0xff);
    }
    return value;
  }

  private void checkInteger(final int maxBytes) {
    string();
    final int size = itemEnd - itemStart;
    if (size > maxBytes) {
      throw new RlpException("integer of %d bytes, at most %d expected".formatted(size, maxBytes));
    }
    if (size > 0 && data[itemStart] == 0) {
      throw new RlpException("integer with leading zeros");
    }
  }

  /** The next item with its header, whatever it is. */
  public Bytes rawItem() {
    final int start = position;
    skip();
    return source.slice(start, position - start);
  }

  /** Moves past the next item. */
  public void skip() {
    header();
    position = itemEnd;
  }

  /** Refuses bytes after the last field of the current list (or of the input). */
  public void expectEnd() {
    if (position != end) {
      throw new RlpException("%d bytes after the last expected field".formatted(end - position));
    }
  }

  /** Offset in the input of what is read next. */
  public int position() {
    return position;
  }

  /** Finds the next item's kind and bounds; does not move. */
  private void header() {
    if (position >= end) {
      throw new RlpException("end of data where an item was expected");
    }
    final int prefix = data[position] & 0xff;
    if (prefix < 0x80) {
      itemIsList = false;
      itemStart = position;
      itemEnd = position + 1;
      return;
    }
    final boolean list = prefix >= 0xc0;
    final int shortBase = list ? 0xc0 : 0x80;
    final int start;
    final int length;
    if (prefix <= shortBase + 55) {
      start = position + 1;
      length = prefix - shortBase;
    } else {
      final int lengthBytes = prefix - shortBase - 55;
      start = position + 1 + lengthBytes;
      length = longLength(lengthBytes);
    }
    if (length > end - start) {
      throw new RlpException("item of %d bytes exceeds its enclosing data".formatted(length));
    }
    if (prefix == 0x81 && (data[start] & 0xff) < 0x80) {
      throw new RlpException("single byte below 0x80 encoded as a string");
    }
    itemIsList = list;
    itemStart = start;
    itemEnd = start + length;
  }

  private int longLength(final int lengthBytes) {
    if (lengthBytes > 4 || position + 1 + lengthBytes > end) {
      throw new RlpException("length of %d bytes".formatted(lengthBytes));
    }
    if (data[position + 1] == 0) {
      throw new RlpException("length with leading zeros");
    }
    long length = 0;
    for (int i = 1; i <= lengthBytes; i++) {
      length = length << 8 | (data[position + i] & 0xff);
    }
    if (length <= 55) {
      throw new RlpException("long form for a length of " + length);
    }
    if (length > Integer.MAX_VALUE - 16) {
      throw new RlpException("length of " + length);
    }
    return (int) length;
  }
}
