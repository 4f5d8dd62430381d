/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the page reads, from the reader's browser: the servers have to allow that (CORS), and the
 * URLs have to mean the same there.
 *
 * @param nodes JSON-RPC of the nodes, of which the first one's chain is shown
 * @param l1 JSON-RPC of L1, for its transactions
 * @param l1Explorer a page that shows L1's transactions instead, by {@code /tx/<hash>}
 * @param bridge base of the bridge service's REST paths
 */
public record ExplorerConfig(
    List<URI> nodes, Optional<URI> l1, Optional<URI> l1Explorer, Optional<URI> bridge) {
  public ExplorerConfig {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("the explorer needs a node");
    }
    nodes = List.copyOf(nodes);
  }
}
