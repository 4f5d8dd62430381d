/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;

/**
 * The L1 info tree of the global exit root manager: append-only keccak tree of height 32 whose
 * empty subtrees are the chain of zero hashes (docs/spec/hashes.md, "L1 info tree"). Immutable:
 * appending gives a new tree, so that a database transaction that rolls back leaves nothing behind
 * in memory.
 */
public final class L1InfoTree {
  /** Levels between the root and the leaves. */
  public static final int HEIGHT = 32;

  /** Most leaves: the contract refuses the last place of the tree. */
  public static final long MAX_LEAVES = (1L << HEIGHT) - 1;

  /** Root of an empty subtree by height: 0 is a missing leaf, 32 the empty tree. */
  private static final List<Bytes32> ZERO_HASHES = zeroHashes();

  private final long size;

  /** For each set bit of size, the root of the full subtree of that height. */
  private final List<Bytes32> frontier;

  private L1InfoTree(final long size, final List<Bytes32> frontier) {
    this.size = size;
    this.frontier = frontier;
  }

  /** The tree without leaves. */
  public static L1InfoTree empty() {
    return new L1InfoTree(0, Collections.nCopies(HEIGHT, Bytes32.ZERO));
  }

  /** The tree of these leaves. */
  public static L1InfoTree of(final List<Bytes32> leaves) {
    L1InfoTree tree = empty();
    for (final Bytes32 leaf : leaves) {
      tree = tree.append(leaf);
    }
    return tree;
  }

  /** keccak(mainnetExitRoot ‖ rollupExitRoot). */
  public static Bytes32 globalExitRoot(
      final Bytes32 mainnetExitRoot, final Bytes32 rollupExitRoot) {
    return Keccak256.hash(mainnetExitRoot, rollupExitRoot);
  }

  /**
   * keccak(globalExitRoot ‖ parent hash of the L1 block ‖ timestamp as uint64).
   *
   * @param timestamp of the L1 block, seconds
   */
  public static Bytes32 leaf(
      final Bytes32 globalExitRoot, final Bytes32 previousL1BlockHash, final long timestamp) {
    return Keccak256.hash(globalExitRoot, previousL1BlockHash, Bytes.ofUnsignedLong(timestamp));
  }

  /**
   * Root of an empty subtree.
   *
   * @param height 0 to 32
   */
  public static Bytes32 zeroHash(final int height) {
    return ZERO_HASHES.get(height);
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  /** The tree with one more leaf. */
  public L1InfoTree append(final Bytes32 leaf) {
    if (size >= MAX_LEAVES) {
      throw new IllegalStateException("the L1 info tree is full");
    }
    final List<Bytes32> nodes = new ArrayList<>(frontier);
    Bytes32 node = leaf;
    int height = 0;
    while ((size >>> height & 1) == 1) {
      node = Keccak256.hash(nodes.get(height), node);
      height++;
    }
    nodes.set(height, node);
    return new L1InfoTree(size + 1, Collections.unmodifiableList(nodes));
  }

  /**
   * Siblings of the leaf that is appended next, from the leaf up to below the root: its proof in
   * the tree in which it is the last one.
   */
  public List<Bytes32> nextProof() {
    final List<Bytes32> siblings = new ArrayList<>(HEIGHT);
    for (int height = 0; height < HEIGHT; height++) {
      siblings.add((size >>> height & 1) == 1 ? frontier.get(height) : ZERO_HASHES.get(height));
    }
    return List.copyOf(siblings);
  }

  /** The L1 info root: getRoot() of the contract. */
  public Bytes32 root() {
    Bytes32 node = ZERO_HASHES.getFirst();
    for (int height = 0; height < HEIGHT; height++) {
      node =
          (size >>> height & 1) == 1
              ? Keccak256.hash(frontier.get(height), node)
              : Keccak256.hash(node, ZERO_HASHES.get(height));
    }
    return node;
  }

  /**
   * Siblings from the leaf up to below the root, 32 hashes.
   *
   * @param leaves all leaves of the tree
   * @param index of the proven leaf, from 0
   */
  public static List<Bytes32> proof(final List<Bytes32> leaves, final int index) {
    return siblings(leaves, index, 0, HEIGHT);
  }

  /**
   * The part of a proof between two heights.
   *
   * @param nodes all nodes of the lower height that are not empty, from the left
   * @param index of the proven node among them
   * @param from lower height, 0 for leaves
   * @param to upper height; its own sibling is not part of it
   */
  public static List<Bytes32> siblings(
      final List<Bytes32> nodes, final int index, final int from, final int to) {
    if (index < 0 || index >= nodes.size()) {
      throw new IllegalArgumentException(
          "no leaf %d in a tree of %d leaves".formatted(index, nodes.size()));
    }
    final List<Bytes32> siblings = new ArrayList<>(to - from);
    List<Bytes32> level = nodes;
    int position = index;
    for (int height = from; height < to; height++) {
      final int sibling = position ^ 1;
      siblings.add(sibling < level.size() ? level.get(sibling) : ZERO_HASHES.get(height));
      level = parents(level, ZERO_HASHES.get(height));
      position >>>= 1;
    }
    return List.copyOf(siblings);
  }

  /**
   * Root of a subtree.
   *
   * @param nodes its nodes of the lower height that are not empty, from the left; at least one
   * @param from lower height, 0 for leaves
   * @param to height of the root
   */
  public static Bytes32 subtree(final List<Bytes32> nodes, final int from, final int to) {
    List<Bytes32> level = nodes;
    for (int height = from; height < to; height++) {
      level = parents(level, ZERO_HASHES.get(height));
    }
    if (level.size() != 1) {
      throw new IllegalArgumentException(
          "%d nodes are no subtree from height %d to %d".formatted(nodes.size(), from, to));
    }
    return level.getFirst();
  }

  /** True when the proof leads from the leaf at that index (from 0) to the root. */
  public static boolean verify(
      final Bytes32 leaf, final long index, final List<Bytes32> proof, final Bytes32 root) {
    if (proof.size() != HEIGHT || index < 0 || index > MAX_LEAVES) {
      return false;
    }
    Bytes32 node = leaf;
    for (int height = 0; height < HEIGHT; height++) {
      final Bytes32 sibling = proof.get(height);
      node =
          (index >>> height & 1) == 1
              ? Keccak256.hash(sibling, node)
              : Keccak256.hash(node, sibling);
    }
    return node.equals(root);
  }

  private static List<Bytes32> parents(final List<Bytes32> level, final Bytes32 zero) {
    final List<Bytes32> parents = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i < level.size(); i += 2) {
      parents.add(Keccak256.hash(level.get(i), i + 1 < level.size() ? level.get(i + 1) : zero));
    }
    return parents;
  }

  private static List<Bytes32> zeroHashes() {
    final List<Bytes32> hashes = new ArrayList<>(HEIGHT + 1);
    hashes.add(Bytes32.ZERO);
    for (int height = 0; height < HEIGHT; height++) {
      hashes.add(Keccak256.hash(hashes.get(height), hashes.get(height)));
    }
    return List.copyOf(hashes);
  }
}
