/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;

/**
 * Root of a hexary Merkle Patricia trie over a few entries (yellow paper, appendix D); enough for
 * the state root of a genesis file.
 */
final class MerklePatricia {
  /** Root of the trie without entries: keccak of the RLP empty string. */
  static final Bytes32 EMPTY_ROOT = Keccak256.hash(Bytes.of(0x80));

  private MerklePatricia() {}

  private record Entry(byte[] nibbles, Bytes value) {}

  /** Root of the secure trie: every key is hashed first. */
  static Bytes32 secureRoot(final Map<Bytes, Bytes> entries) {
    if (entries.isEmpty()) {
      return EMPTY_ROOT;
    }
    final List<Entry> list = new ArrayList<>();
    entries.forEach((key, value) -> list.add(new Entry(nibbles(Keccak256.hash(key)), value)));
    return Keccak256.hash(node(list, 0));
  }

  private static Bytes node(final List<Entry> entries, final int depth) {
    if (entries.size() == 1) {
      final Entry only = entries.getFirst();
      return RlpWriter.encodeList(
          w -> w.bytes(compact(only.nibbles(), depth, 64, true)).bytes(only.value()));
    }
    final int shared = sharedPrefix(entries, depth);
    if (shared > depth) {
      final Bytes child = reference(node(entries, shared));
      return RlpWriter.encodeList(
          w -> w.bytes(compact(entries.getFirst().nibbles(), depth, shared, false)).raw(child));
    }
    final List<Bytes> children = new ArrayList<>();
    for (int nibble = 0; nibble < 16; nibble++) {
      final int wanted = nibble;
      final List<Entry> below =
          entries.stream().filter(entry -> entry.nibbles()[depth] == wanted).toList();
      children.add(below.isEmpty() ? Bytes.of(0x80) : reference(node(below, depth + 1)));
    }
    return RlpWriter.encodeList(
        w -> {
          children.forEach(w::raw);
          w.bytes(Bytes.EMPTY);
        });
  }

  /** Nodes shorter than a hash stand in their parent themselves. */
  private static Bytes reference(final Bytes node) {
    return node.size() < 32 ? node : new RlpWriter().bytes(Keccak256.hash(node)).toBytes();
  }

  private static int sharedPrefix(final List<Entry> entries, final int depth) {
    final byte[] first = entries.getFirst().nibbles();
    int shared = first.length;
    for (final Entry entry : entries) {
      int i = depth;
      while (i < shared && entry.nibbles()[i] == first[i]) {
        i++;
      }
      shared = i;
    }
    return shared;
  }

  private static Bytes compact(
      final byte[] nibbles, final int from, final int to, final boolean leaf) {
    final int length = to - from;
    final byte[] out = new byte[length / 2 + 1];
    final boolean odd = length % 2 == 1;
    out[0] = (byte) ((leaf ? 0x20 : 0) | (odd ? 0x10 | nibbles[from] : 0));
    for (int i = odd ? from + 1 : from, o = 1; i < to; i += 2, o++) {
      out[o] = (byte) (nibbles[i] << 4 | nibbles[i + 1]);
    }
    return Bytes.wrap(out);
  }

  private static byte[] nibbles(final Bytes32 key) {
    final byte[] out = new byte[64];
    for (int i = 0; i < 32; i++) {
      out[2 * i] = (byte) ((key.get(i) >> 4) & 0xf);
      out[2 * i + 1] = (byte) (key.get(i) & 0xf);
    }
    return out;
  }
}
