/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ExitTreeNodes.Node;
import org.zknode.rollup.bridge.ExitTreeNodes.Place;
import org.zknode.rollup.chain.L1InfoTree;

/**
 * A local exit tree: append-only, 32 levels of keccak256(left ‖ right), a missing leaf is 32 zero
 * bytes (docs/spec/bridge.md, "Networks and exit trees").
 *
 * <p>Only nodes whose leaves are all there are kept: these never change while the tree grows. So
 * the tree of any former size can be proven with what is kept now, with at most two nodes for each
 * level and a single read, however many leaves there are.
 */
public final class ExitTree {
  /** Levels between the root and the leaves. */
  public static final int HEIGHT = L1InfoTree.HEIGHT;

  private final ExitTreeNodes nodes;

  public ExitTree(final ExitTreeNodes nodes) {
    this.nodes = nodes;
  }

  /** How many leaves there are. */
  public long size() {
    return nodes.size();
  }

  /**
   * Appends leaves.
   *
   * @return the roots after each of them
   */
  public List<Bytes32> append(final List<Bytes32> leaves) {
    final long before = nodes.size();
    if (before + leaves.size() > L1InfoTree.MAX_LEAVES) {
      throw new IllegalStateException("the exit tree is full");
    }
    final Map<Place, Bytes32> known = read(frontier(before));
    final List<Node> added = new ArrayList<>(2 * leaves.size());
    final List<Bytes32> roots = new ArrayList<>(leaves.size());
    long size = before;
    for (final Bytes32 leaf : leaves) {
      complete(known, added, size, leaf);
      size++;
      roots.add(partial(known, new Place(HEIGHT, 0), size));
    }
    nodes.append(List.copyOf(added), size);
    return List.copyOf(roots);
  }

  private static void complete(
      final Map<Place, Bytes32> known,
      final List<Node> added,
      final long index,
      final Bytes32 leaf) {
    Place place = new Place(0, index);
    Bytes32 hash = leaf;
    keep(known, added, place, hash);
    while ((place.index() & 1) == 1 && place.height() < HEIGHT) {
      hash = Keccak256.hash(known.get(new Place(place.height(), place.index() - 1)), hash);
      place = new Place(place.height() + 1, place.index() >>> 1);
      keep(known, added, place, hash);
    }
  }

  private static void keep(
      final Map<Place, Bytes32> known,
      final List<Node> added,
      final Place place,
      final Bytes32 hash) {
    known.put(place, hash);
    added.add(new Node(place, hash));
  }

  /**
   * The root when there were that many leaves.
   *
   * @throws IllegalArgumentException there were never so many
   */
  public Bytes32 root(final long size) {
    requireSize(size);
    return partial(read(frontier(size)), new Place(HEIGHT, 0), size);
  }

  /**
   * Siblings from the leaf up to below the root, as a claim carries them.
   *
   * @param index of the leaf, from 0
   * @param size of the tree whose root the proof leads to
   * @throws IllegalArgumentException that tree does not have the leaf, or there never was such a
   *     tree
   */
  public List<Bytes32> proof(final long index, final long size) {
    requireSize(size);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "no leaf %d in an exit tree of %d leaves".formatted(index, size));
    }
    final Set<Place> wanted = new HashSet<>(frontier(size));
    for (int height = 0; height < HEIGHT; height++) {
      wanted.add(new Place(height, index >>> height ^ 1));
    }
    final Map<Place, Bytes32> known = read(wanted);
    final List<Bytes32> siblings = new ArrayList<>(HEIGHT);
    for (int height = 0; height < HEIGHT; height++) {
      siblings.add(partial(known, new Place(height, index >>> height ^ 1), size));
    }
    return List.copyOf(siblings);
  }

  /**
   * Forgets the leaves from that index on: their blocks are not part of the chain.
   *
   * @throws IllegalArgumentException there are not so many
   */
  public void truncate(final long size) {
    requireSize(size);
    nodes.truncate(size);
  }

  private void requireSize(final long size) {
    if (size < 0 || size > nodes.size()) {
      throw new IllegalArgumentException(
          "the exit tree has %d leaves, asked for %d".formatted(nodes.size(), size));
    }
  }

  private Map<Place, Bytes32> read(final Set<Place> places) {
    final Map<Place, Bytes32> found = new HashMap<>();
    nodes.find(places).forEach(node -> found.put(node.place(), node.hash()));
    return found;
  }

  /** For each set bit of the size, the full subtree of that height. */
  private static Set<Place> frontier(final long size) {
    final Set<Place> places = new HashSet<>();
    for (int height = 0; height < HEIGHT; height++) {
      if ((size >>> height & 1) == 1) {
        places.add(new Place(height, (size >>> height) - 1));
      }
    }
    return places;
  }

  /** The node in the tree of that size; of those that are not full there is one for each height. */
  private static Bytes32 partial(
      final Map<Place, Bytes32> known, final Place place, final long size) {
    final long first = place.index() << place.height();
    if (first >= size) {
      return L1InfoTree.zeroHash(place.height());
    }
    if (first + (1L << place.height()) <= size) {
      final Bytes32 full = known.get(place);
      if (full == null) {
        throw new IllegalStateException(
            "the exit tree lacks node %d of height %d".formatted(place.index(), place.height()));
      }
      return full;
    }
    return Keccak256.hash(
        partial(known, new Place(place.height() - 1, 2 * place.index()), size),
        partial(known, new Place(place.height() - 1, 2 * place.index() + 1), size));
  }
}
