/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import java.net.URI;
import java.util.Optional;

/**
 * Slices over WebSocket.
 *
 * @param listen where this node tells of them, if it does
 * @param source feed of the main node, or of one that follows it, if this node follows one: a URL
 *     with ws or wss
 */
public record FeedConfig(Optional<Listen> listen, Optional<URI> source) {
  /** Neither. */
  public static final FeedConfig NONE = new FeedConfig(Optional.empty(), Optional.empty());

  /**
   * @param host interface to listen on
   * @param port TCP port, 0 = any free one
   */
  public record Listen(String host, int port) {}
}
