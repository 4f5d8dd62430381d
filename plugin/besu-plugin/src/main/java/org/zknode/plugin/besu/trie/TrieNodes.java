/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;

/** The form of Merkle Patricia trie nodes, to follow them without keys. */
public final class TrieNodes {
  /** Path, and child or value. */
  private static final int PAIR = 2;

  /** In the first byte of a compact path: the node is a leaf. */
  private static final int LEAF = 0x20;

  private TrieNodes() {}

  /**
   * Tells what a node leads to, by way of nodes inside it as well.
   *
   * @param children gets the hashes of other nodes
   * @param values gets the values of leaves
   * @throws org.zknode.rlp.RlpException it is no node
   */
  public static void visit(
      final Bytes rlp, final Consumer<Bytes32> children, final Consumer<Bytes> values) {
    final List<Bytes> items = items(rlp);
    if (items.size() != PAIR) {
      items.forEach(item -> child(item, children, values));
    } else if (isLeaf(RlpReader.of(items.getFirst()).bytes())) {
      values.accept(RlpReader.of(items.getLast()).bytes());
    } else {
      child(items.getLast(), children, values);
    }
  }

  private static List<Bytes> items(final Bytes rlp) {
    final RlpReader node = RlpReader.of(rlp).list();
    final List<Bytes> items = new ArrayList<>();
    while (!node.atEnd()) {
      items.add(node.rawItem());
    }
    return items;
  }

  private static boolean isLeaf(final Bytes path) {
    return !path.isEmpty() && (path.get(0) & LEAF) != 0;
  }

  private static void child(
      final Bytes item, final Consumer<Bytes32> children, final Consumer<Bytes> values) {
    final RlpReader reader = RlpReader.of(item);
    if (reader.nextIsList()) {
      visit(item, children, values);
      return;
    }
    final Bytes hash = reader.bytes();
    if (hash.size() == Bytes32.SIZE) {
      children.accept(Bytes32.wrap(hash));
    }
  }
}
