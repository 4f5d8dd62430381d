/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.Arrays;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The hashes of the last 256 blocks, oldest first (spec zks-wire 3.2): index 255 is the parent's;
 * zero where there is no such block. Kept as one array, since every record carries one.
 */
public final class BlockHashes {
  /** How many hashes a record carries. */
  public static final int COUNT = 256;

  private static final int SIZE = 32;

  /** Of the genesis block: no ancestors. */
  public static final BlockHashes NONE = new BlockHashes(new byte[COUNT * SIZE]);

  private final byte[] hashes;

  private BlockHashes(final byte[] hashes) {
    this.hashes = hashes;
  }

  /** The newest ancestors, oldest first, at most 256; older places are zero. */
  public static BlockHashes of(final List<Bytes32> newest) {
    if (newest.size() > COUNT) {
      throw new IllegalArgumentException("at most 256 hashes, got " + newest.size());
    }
    final byte[] hashes = new byte[COUNT * SIZE];
    int offset = (COUNT - newest.size()) * SIZE;
    for (final Bytes32 hash : newest) {
      System.arraycopy(hash.toArrayUnsafe(), 0, hashes, offset, SIZE);
      offset += SIZE;
    }
    return new BlockHashes(hashes);
  }

  /** The hashes that the next block has: the oldest is dropped, the given one is its parent. */
  public BlockHashes append(final Bytes32 parent) {
    final byte[] next = new byte[COUNT * SIZE];
    System.arraycopy(hashes, SIZE, next, 0, (COUNT - 1) * SIZE);
    System.arraycopy(parent.toArrayUnsafe(), 0, next, (COUNT - 1) * SIZE, SIZE);
    return new BlockHashes(next);
  }

  /**
   * @param index 0 = oldest, 255 = parent
   */
  public Bytes32 get(final int index) {
    return Bytes32.wrap(Arrays.copyOfRange(hashes, index * SIZE, (index + 1) * SIZE));
  }

  public Bytes32 parent() {
    return get(COUNT - 1);
  }

  void write(final RlpWriter out) {
    // Integers, not fixed bytes: leading zeros are stripped (spec zks-wire 9, pitfall 3).
    out.list(
        items -> {
          for (int i = 0; i < COUNT; i++) {
            items.integer(hashes, i * SIZE, SIZE);
          }
        });
  }

  static BlockHashes read(final RlpReader in) {
    final RlpReader items = in.list();
    // Every item has at least one byte: a shorter list is refused before anything is allocated.
    if (items.remaining() < COUNT) {
      throw new RlpException("expected array of length 256");
    }
    final byte[] hashes = new byte[COUNT * SIZE];
    for (int i = 0; i < COUNT; i++) {
      if (items.atEnd()) {
        throw new RlpException("expected array of length 256");
      }
      items.uint256(hashes, i * SIZE);
    }
    if (!items.atEnd()) {
      throw new RlpException("expected array of length 256");
    }
    return new BlockHashes(hashes);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof BlockHashes that && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return "BlockHashes[parent=" + parent() + "]";
  }
}
