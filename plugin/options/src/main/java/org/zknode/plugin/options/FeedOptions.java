/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.net.URI;
import java.util.Optional;
import org.zknode.rollup.rpc.feed.FeedConfig;
import picocli.CommandLine.Option;

/** Preconfirmations to and from other nodes. */
public final class FeedOptions {
  private static final String PORT = "--plugin-zknode-preconfirmation-feed-port";
  private static final int MAX_PORT = 65_535;

  @Option(
      names = PORT,
      paramLabel = "<port>",
      description =
          "TCP port of the WebSocket that tells of preconfirmations, 0 = any free one; left out on"
              + " a node that has none")
  Integer port;

  @Option(
      names = "--plugin-zknode-preconfirmation-feed-host",
      paramLabel = "<host>",
      description = "Interface that it listens on (default: ${DEFAULT-VALUE})")
  String host = "127.0.0.1";

  @Option(
      names = "--plugin-zknode-preconfirmation-feed-url",
      paramLabel = "<url>",
      converter = WebSocketUriConverter.class,
      description =
          "WebSocket of the main node's preconfirmations, or of a node's that follows it; what it"
              + " says is believed, and told as preconfirmed")
  URI source;

  FeedConfig toConfig() {
    if (port != null) {
      OptionChecks.between(port, 0, MAX_PORT, PORT);
    }
    return new FeedConfig(
        Optional.ofNullable(port).map(listening -> new FeedConfig.Listen(host, listening)),
        Optional.ofNullable(source));
  }
}
