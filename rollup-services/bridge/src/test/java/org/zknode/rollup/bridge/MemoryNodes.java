/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;

/** Nodes in memory; refuses what a database's keys would. Counts what is read at a time. */
final class MemoryNodes implements ExitTreeNodes {
  private final Map<Place, Bytes32> nodes = new HashMap<>();
  private long size;
  private int largestRead;

  @Override
  public long size() {
    return size;
  }

  @Override
  public Optional<Bytes32> leaf(final long index) {
    return Optional.ofNullable(nodes.get(new Place(0, index)));
  }

  @Override
  public List<Node> find(final Set<Place> places) {
    largestRead = Math.max(largestRead, places.size());
    return places.stream()
        .filter(nodes::containsKey)
        .map(place -> new Node(place, nodes.get(place)))
        .toList();
  }

  @Override
  public void append(final List<Node> added, final long newSize) {
    for (final Node node : added) {
      if (nodes.put(node.place(), node.hash()) != null) {
        throw new IllegalStateException("there is a node at " + node.place());
      }
    }
    size = newSize;
  }

  @Override
  public void truncate(final long newSize) {
    nodes.keySet().removeIf(place -> (place.index() + 1) << place.height() > newSize);
    size = newSize;
  }

  int count() {
    return nodes.size();
  }

  int largestRead() {
    return largestRead;
  }
}
