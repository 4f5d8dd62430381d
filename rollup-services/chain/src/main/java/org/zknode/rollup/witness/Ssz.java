/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;

/**
 * What of SSZ a {@link StatelessInput} needs: containers and lists, as bytes. Only the canonical
 * encoding is read.
 */
final class Ssz {
  /** Of a field whose size differs. */
  static final int VARIABLE = -1;

  private static final int OFFSET = Integer.BYTES;

  private Ssz() {}

  static Bytes uint64(final long value) {
    return Bytes.ofUnsignedLong(value, ByteOrder.LITTLE_ENDIAN);
  }

  static long uint64(final Bytes bytes) {
    return bytes.toLong(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param sizes of each field, or {@link #VARIABLE}
   */
  static Bytes container(final int[] sizes, final Bytes... fields) {
    final MutableBytes head = MutableBytes.create(headSize(sizes));
    final List<Bytes> parts = new ArrayList<>(List.of(head));
    long end = head.size();
    int at = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == VARIABLE) {
        at = putOffset(head, at, end);
        parts.add(fields[i]);
        end += fields[i].size();
      } else if (fields[i].size() == sizes[i]) {
        head.set(at, fields[i]);
        at += sizes[i];
      } else {
        throw new IllegalArgumentException(
            "field %d has %d bytes, not %d".formatted(i, fields[i].size(), sizes[i]));
      }
    }
    return Bytes.concatenate(parts);
  }

  /** The fields of a container, the other way. */
  static List<Bytes> fields(final String what, final int[] sizes, final Bytes encoded)
      throws SszException {
    final int head = headSize(sizes);
    if (encoded.size() < head) {
      throw new SszException(
          "%s has %d bytes, its fields need %d".formatted(what, encoded.size(), head));
    }
    final List<Integer> offsets = new ArrayList<>();
    int at = 0;
    for (final int size : sizes) {
      if (size == VARIABLE) {
        offsets.add(offset(what, encoded, at));
      }
      at += size == VARIABLE ? OFFSET : size;
    }
    final List<Bytes> variable = slices(what, encoded, head, offsets);
    final List<Bytes> fields = new ArrayList<>(sizes.length);
    at = 0;
    int next = 0;
    for (final int size : sizes) {
      fields.add(size == VARIABLE ? variable.get(next++) : encoded.slice(at, size));
      at += size == VARIABLE ? OFFSET : size;
    }
    return fields;
  }

  private static int headSize(final int[] sizes) {
    int sum = 0;
    for (final int size : sizes) {
      sum += size == VARIABLE ? OFFSET : size;
    }
    return sum;
  }

  /** A list of byte lists. */
  static Bytes list(final List<Bytes> items) {
    final MutableBytes head = MutableBytes.create(Math.multiplyExact(OFFSET, items.size()));
    final List<Bytes> parts = new ArrayList<>(items.size() + 1);
    parts.add(head);
    long end = head.size();
    int at = 0;
    for (final Bytes item : items) {
      at = putOffset(head, at, end);
      parts.add(item);
      end += item.size();
    }
    return Bytes.concatenate(parts);
  }

  /** The items of a list of byte lists. */
  static List<Bytes> items(final String what, final Bytes encoded) throws SszException {
    if (encoded.isEmpty()) {
      return List.of();
    }
    if (encoded.size() < OFFSET) {
      throw new SszException("%s has %d bytes".formatted(what, encoded.size()));
    }
    final int head = offset(what, encoded, 0);
    if (head == 0 || head % OFFSET != 0 || head > encoded.size()) {
      throw new SszException("the first offset of %s is %d".formatted(what, head));
    }
    final List<Integer> offsets = new ArrayList<>(head / OFFSET);
    for (int at = 0; at < head; at += OFFSET) {
      offsets.add(offset(what, encoded, at));
    }
    return slices(what, encoded, head, offsets);
  }

  /** The items of a list of items of one size. */
  static List<Bytes> items(final String what, final int size, final Bytes encoded)
      throws SszException {
    if (encoded.size() % size != 0) {
      throw new SszException(
          "%s has %d bytes, which are no items of %d".formatted(what, encoded.size(), size));
    }
    final List<Bytes> items = new ArrayList<>(encoded.size() / size);
    for (int at = 0; at < encoded.size(); at += size) {
      items.add(encoded.slice(at, size));
    }
    return items;
  }

  private static int putOffset(final MutableBytes head, final int at, final long offset) {
    head.set(at, Bytes.ofUnsignedInt(offset, ByteOrder.LITTLE_ENDIAN));
    return at + OFFSET;
  }

  private static int offset(final String what, final Bytes encoded, final int at)
      throws SszException {
    final int offset = encoded.getInt(at, ByteOrder.LITTLE_ENDIAN);
    if (offset < 0 || offset > encoded.size()) {
      throw new SszException(
          "an offset of %s is %d, it has %d bytes"
              .formatted(what, Integer.toUnsignedLong(offset), encoded.size()));
    }
    return offset;
  }

  private static List<Bytes> slices(
      final String what, final Bytes encoded, final int head, final List<Integer> offsets)
      throws SszException {
    final List<Bytes> slices = new ArrayList<>(offsets.size());
    for (int i = 0; i < offsets.size(); i++) {
      final int from = offsets.get(i);
      final int to = i + 1 < offsets.size() ? offsets.get(i + 1) : encoded.size();
      if (i == 0 && from != head || to < from) {
        throw new SszException("the offsets of %s are not in order".formatted(what));
      }
      slices.add(encoded.slice(from, to - from));
    }
    return slices;
  }
}
