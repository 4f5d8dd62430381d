/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * The data of an event, a word of 32 bytes for each value, as contracts write them. Byte strings
 * may be as long as a log is: decoders of any ABI type have a limit of their own, and whoever
 * deposits a message on L1 decides how long it is.
 */
record EventWords(Bytes data) {
  /**
   * @throws IllegalArgumentException there is no such word
   */
  Bytes32 word(final int index) {
    final int end = (index + 1) * Bytes32.SIZE;
    if (data.size() < end) {
      throw new IllegalArgumentException(
          "the event has %d bytes of data, expected %d".formatted(data.size(), end));
    }
    return Bytes32.wrap(data.slice(end - Bytes32.SIZE, Bytes32.SIZE));
  }

  BigInteger uint256(final int index) {
    return word(index).toUnsignedBigInteger();
  }

  /**
   * @throws IllegalArgumentException it is above that, or there is no such word
   */
  long uint32(final int index) {
    return uint32(word(index));
  }

  static long uint32(final Bytes32 word) {
    return low(word, Integer.BYTES, "uint32").toLong();
  }

  Address address(final int index) {
    return new Address(low(word(index), Address.SIZE, "address"));
  }

  private static Bytes low(final Bytes32 word, final int size, final String type) {
    if (word.numberOfLeadingZeroBytes() < Bytes32.SIZE - size) {
      throw new IllegalArgumentException("%s is no %s".formatted(word, type));
    }
    return word.slice(Bytes32.SIZE - size);
  }

  /**
   * The only byte string of the event: it stands behind all words.
   *
   * @param index of the word that says where
   * @param words that the event has
   * @throws IllegalArgumentException it stands elsewhere, or is longer than the data
   */
  Bytes bytes(final int index, final int words) {
    final long at = uint32(index);
    if (at != (long) words * Bytes32.SIZE) {
      throw new IllegalArgumentException("the byte string of the event is at " + at);
    }
    final long length = uint32(words);
    final int first = (words + 1) * Bytes32.SIZE;
    if (length > data.size() - first) {
      throw new IllegalArgumentException(
          "the event has %d bytes of data, its byte string of %d begins at %d"
              .formatted(data.size(), length, first));
    }
    return data.slice(first, (int) length);
  }
}
