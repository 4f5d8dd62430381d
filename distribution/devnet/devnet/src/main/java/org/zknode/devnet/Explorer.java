/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.zknode.devnet.process.LauncherException;
import org.zknode.explorer.ExplorerConfig;
import org.zknode.explorer.ExplorerServer;

/** The page that shows a devnet, on any free port. */
final class Explorer {
  private Explorer() {}

  static ExplorerServer start(
      final NodeProcess mainNode,
      final List<NodeProcess> externalNodes,
      final String l1,
      final int bridgePort) {
    final List<URI> nodes =
        Stream.concat(Stream.of(mainNode), externalNodes.stream())
            .map(node -> URI.create(node.rpc().url().toString()))
            .toList();
    try {
      return new ExplorerServer(
          Ports.HOST,
          0,
          new ExplorerConfig(
              nodes,
              Optional.of(URI.create(l1)),
              Optional.empty(),
              Optional.of(URI.create("http://%s:%d".formatted(Ports.HOST, bridgePort)))));
    } catch (final IOException e) {
      throw new LauncherException(e.getMessage(), e);
    }
  }
}
