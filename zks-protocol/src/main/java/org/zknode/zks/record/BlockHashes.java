/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The hashes of the last 256 blocks, oldest first (docs/spec/zks-wire.md, "Block context"): index
 * 255 is the parent's; zero where there is no such block. Kept as the items of the RLP list, since
 * every record carries one: most of a small record is these bytes, and they are only passed on.
 */
public final class BlockHashes {
  /** How many hashes a record carries. */
  public static final int COUNT = 256;

  private static final int SIZE = Bytes32.SIZE;

  /** A hash without leading zeros and its header. */
  private static final int LONGEST_ITEM = 1 + SIZE;

  /** Of the genesis block: no ancestors. */
  public static final BlockHashes NONE = of(List.of());

  /** Hashes that can be appended before the window is copied into a new strip. */
  private static final int STRIP_HASHES = 4 * COUNT;

  /**
   * Windows of consecutive blocks lie in one array, each one hash further: written once, behind the
   * last one, and never changed.
   */
  private static final class Strip {
    private final byte[] bytes;
    private int used;

    private Strip(final Bytes first) {
      bytes = new byte[first.size() + STRIP_HASHES * LONGEST_ITEM];
      first.copyTo(MutableBytes.wrap(bytes), 0);
      used = first.size();
    }

    /** Writes behind {@code end} if that is free, and there is room. */
    private synchronized boolean append(final int end, final Bytes item) {
      if (end != used || item.size() > bytes.length - used) {
        return false;
      }
      item.copyTo(MutableBytes.wrap(bytes), used);
      used += item.size();
      return true;
    }
  }

  // The list's payload: 256 canonical integers. They have one encoding, so equal bytes are equal
  // hashes. What was decoded is a slice of the record.
  private final Bytes items;
  private final Bytes32 parent;
  // Where the items are, and from which byte on; null when they are not in a strip.
  private final Strip strip;
  private final int offset;

  private BlockHashes(final Bytes items, final Bytes32 parent) {
    this(items, parent, null, 0);
  }

  private BlockHashes(
      final Bytes items, final Bytes32 parent, final Strip strip, final int offset) {
    this.items = items;
    this.parent = parent;
    this.strip = strip;
    this.offset = offset;
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

  /**
   * Integers, not fixed bytes: leading zeros are stripped (docs/spec/zks-wire.md, "Block context").
   */
  private static void item(final RlpWriter out, final Bytes32 hash) {
    out.bytes(hash.trimLeadingZeros());
  }

  /** The hashes that the next block has: the oldest is dropped, the given one is its parent. */
  public BlockHashes append(final Bytes32 next) {
    final RlpWriter out = new RlpWriter(LONGEST_ITEM);
    item(out, next);
    final Bytes item = out.toBytes();
    if (strip != null && strip.append(offset + items.size(), item)) {
      return in(strip, offset + oldestSize(), item, next);
    }
    final Strip fresh = new Strip(items);
    fresh.append(items.size(), item);
    return in(fresh, oldestSize(), item, next);
  }

  private BlockHashes in(
      final Strip target, final int from, final Bytes item, final Bytes32 newest) {
    final int size = items.size() - oldestSize() + item.size();
    return new BlockHashes(Bytes.wrap(target.bytes, from, size), newest, target, from);
  }

  /** Bytes of the first item: one below 0x80 is itself, any other one has a header. */
  private int oldestSize() {
    final int first = items.get(0) & 0xff;
    return first < 0x80 ? 1 : 1 + first - 0x80;
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
