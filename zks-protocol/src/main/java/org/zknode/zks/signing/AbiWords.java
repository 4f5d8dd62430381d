/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import java.math.BigInteger;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/** Solidity ABI words of 32 bytes, one after another; enough for the two fixed layouts here. */
final class AbiWords {
  static final int WORD = 32;
  private static final int INITIAL_WORDS = 16;

  private byte[] buffer = new byte[INITIAL_WORDS * WORD];
  private int size;

  /** A non-negative number. */
  AbiWords number(final long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative number in ABI data: " + value);
    }
    return word(Bytes32.leftPad(Bytes.ofUnsignedLong(value)));
  }

  AbiWords number(final BigInteger value) {
    return word(Bytes32.leftPad(Bytes.wrap(value.toByteArray()).trimLeadingZeros()));
  }

  AbiWords address(final Address value) {
    return word(Bytes32.leftPad(value.bytes()));
  }

  AbiWords word(final Bytes32 value) {
    return append(value);
  }

  /** Length word and the bytes, padded with zeros to whole words. */
  AbiWords dynamic(final Bytes value) {
    number(value.size());
    append(value);
    size = (size + WORD - 1) / WORD * WORD;
    reserve(0);
    return this;
  }

  AbiWords append(final Bytes value) {
    reserve(value.size());
    System.arraycopy(value.toArrayUnsafe(), 0, buffer, size, value.size());
    size += value.size();
    return this;
  }

  Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(buffer, size));
  }

  private void reserve(final int extra) {
    if (size + extra > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + extra, buffer.length * 2));
    }
  }
}
