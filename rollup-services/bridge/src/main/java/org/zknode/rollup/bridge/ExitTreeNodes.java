/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;

/** Where an {@link ExitTree} keeps its nodes. A database, in the caller's transaction. */
public interface ExitTreeNodes {
  /**
   * Place of a node.
   *
   * @param height 0 for leaves
   * @param index among the nodes of that height, from the left
   */
  record Place(int height, long index) {}

  /** A node all of whose leaves are there. */
  record Node(Place place, Bytes32 hash) {}

  /** How many leaves there are. */
  long size();

  /** The leaf at that index, from 0. */
  Optional<Bytes32> leaf(long index);

  /** Those of these places that have a node, in one round trip. */
  List<Node> find(Set<Place> places);

  /** Adds leaves at the end with the nodes that they complete, all of them new. */
  void append(List<Node> nodes, long size);

  /** Deletes the leaves from that index on, and each node above one of them. */
  void truncate(long size);
}
