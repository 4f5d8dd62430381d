/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.bridge.ExitTree;
import org.zknode.rollup.bridge.ExitTreeNodes;

/** Table state.bridge_node, one network's part. */
record PgExitTreeNodes(Handle handle, long network) implements ExitTreeNodes {
  /** Rows of one statement. */
  private static final int MOST = 10_000;

  private record Row(int height, long index, Bytes32 hash) {
    Node node() {
      return new Node(new Place(height, index), hash);
    }
  }

  @Override
  public long size() {
    return handle
        .select(
            "SELECT index + 1 FROM state.bridge_node WHERE network = ? AND height = 0"
                + " ORDER BY index DESC LIMIT 1",
            network)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  @Override
  public Optional<Bytes32> leaf(final long index) {
    return handle
        .select(
            "SELECT hash FROM state.bridge_node WHERE network = ? AND height = 0 AND index = ?",
            network,
            index)
        .mapTo(Bytes32.class)
        .findOne();
  }

  @Override
  public List<Node> find(final Set<Place> places) {
    if (places.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            """
            SELECT n.height, n.index, n.hash
            FROM unnest(:heights, :indexes) AS w (height, index)
            JOIN state.bridge_node n
              ON n.network = :network AND n.height = w.height AND n.index = w.index""")
        .bindArray("heights", Integer.class, places.stream().map(Place::height).toList())
        .bindArray("indexes", Long.class, places.stream().map(Place::index).toList())
        .bind("network", network)
        .mapTo(Row.class)
        .map(Row::node)
        .list();
  }

  @Override
  public void append(final List<Node> nodes, final long size) {
    for (int from = 0; from < nodes.size(); from += MOST) {
      insert(nodes.subList(from, Math.min(nodes.size(), from + MOST)));
    }
  }

  private void insert(final List<Node> nodes) {
    handle
        .createUpdate(
            "INSERT INTO state.bridge_node (network, height, index, hash)"
                + " SELECT :network, * FROM unnest(:heights, :indexes, :hashes)")
        .bind("network", network)
        .bindArray("heights", Integer.class, nodes.stream().map(n -> n.place().height()).toList())
        .bindArray("indexes", Long.class, nodes.stream().map(n -> n.place().index()).toList())
        .bindArray("hashes", Bytes32.class, nodes.stream().map(Node::hash).toList())
        .execute();
  }

  @Override
  public void truncate(final long size) {
    handle
        .createUpdate(
            """
            DELETE FROM state.bridge_node n USING generate_series(0, :top) AS h
            WHERE n.network = :network AND n.height = h AND n.index >= (:size >> h)""")
        .bind("network", network)
        .bind("top", ExitTree.HEIGHT)
        .bind("size", size)
        .execute();
  }
}
