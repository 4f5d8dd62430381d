/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The hashes of the last 256 blocks, oldest first (spec zks-wire 3.2): index 255 is the parent's;
 * zero where there is no such block. Kept as the items of the RLP list, since every record carries
 * one: most of a small record is these bytes, and they are only passed on.
 */
public final class BlockHashes {
  /** How many hashes a record carries. */
  public static final int COUNT = 256;

  private static final int SIZE = Bytes32.SIZE;

  /** A hash without leading zeros and its header. */
  private static final int LONGEST_ITEM = 1 + SIZE;

  /** Of the genesis block: no ancestors. */
  public static final BlockHashes NONE = of(List.of());

  // The list's payload: 256 canonical integers. They have one encoding, so equal bytes are equal
  // hashes. What was decoded is a slice of the record.
  private final Bytes items;
  private final Bytes32 parent;

  private BlockHashes(final Bytes items, final Bytes32 parent) {
    this.items = items;
    this.parent = parent;
  }

  /** The newest ancestors, oldest first, at most 256; older places are zero. */
  public static BlockHashes of(final List<Bytes32> newest) {
    if (newest.size() > COUNT) {
      throw new IllegalArgumentException("at most 256 hashes, got " + newest.size());
    }
    final RlpWriter out = new RlpWriter(COUNT + newest.size() * SIZE);
    for (int i = newest.size(); i < COUNT; i++) {
      out.uint64(0);
    }
    newest.forEach(hash -> item(out, hash));
    return new BlockHashes(out.toBytes(), newest.isEmpty() ? Bytes32.ZERO : newest.getLast());
  }

  /** Integers, not fixed bytes: leading zeros are stripped (spec zks-wire 9, pitfall 3). */
  private static void item(final RlpWriter out, final Bytes32 hash) {
    out.bytes(hash.trimLeadingZeros());
  }

  /** The hashes that the next block has: the oldest is dropped, the given one is its parent. */
  public BlockHashes append(final Bytes32 next) {
    final RlpReader oldest = RlpReader.of(items);
    oldest.skip();
    final Bytes kept = oldest.rest();
    final RlpWriter out = new RlpWriter(kept.size() + LONGEST_ITEM);
    out.raw(items.toArrayUnsafe(), items.size() - kept.size(), kept.size());
    item(out, next);
    return new BlockHashes(out.toBytes(), next);
  }

  /**
   * Looks for the item: for single hashes only.
   *
   * @param index 0 = oldest, 255 = parent
   */
  public Bytes32 get(final int index) {
    if (index < 0 || index >= COUNT) {
      throw new IndexOutOfBoundsException(index);
    }
    final RlpReader reader = RlpReader.of(items);
    for (int i = 0; i < index; i++) {
      reader.skip();
    }
    return next(reader);
  }

  private static Bytes32 next(final RlpReader reader) {
    final byte[] hash = new byte[SIZE];
    reader.uint256(hash, 0);
    return Bytes32.wrap(hash);
  }

  public Bytes32 parent() {
    return parent;
  }

  void write(final RlpWriter out) {
    out.list(list -> list.raw(items));
  }

  static BlockHashes read(final RlpReader in) {
    final RlpReader list = in.list();
    // Every item has at least one byte: a shorter list is refused before anything is allocated.
    if (list.remaining() < COUNT) {
      throw new RlpException("expected array of length 256");
    }
    final Bytes items = list.rest();
    for (int i = 0; i < COUNT - 1; i++) {
      if (list.atEnd()) {
        throw new RlpException("expected array of length 256");
      }
      list.skipUint256();
    }
    if (list.atEnd()) {
      throw new RlpException("expected array of length 256");
    }
    final Bytes32 parent = next(list);
    if (!list.atEnd()) {
      throw new RlpException("expected array of length 256");
    }
    return new BlockHashes(items, parent);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof BlockHashes that && items.equals(that.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return "BlockHashes[parent=" + parent() + "]";
  }
}
