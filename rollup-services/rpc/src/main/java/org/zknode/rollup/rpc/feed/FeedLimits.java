/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import java.time.Duration;

/**
 * What readers of the feed may take.
 *
 * @param connections at a time; more are closed
 * @param handshake how long a connection may take until it is a WebSocket
 * @param ping a connection from which nothing came for so long gets one
 * @param silence a connection that answers no ping for so long is closed
 * @param unreadBytes with more than that unread a reader is too slow, and closed
 * @param requestBytes longest message of a reader
 * @param requests messages of one connection
 */
record FeedLimits(
    int connections,
    Duration handshake,
    Duration ping,
    Duration silence,
    int unreadBytes,
    int requestBytes,
    int requests) {
  private static final int MIB = 1 << 20;

  /** Of a node. */
  static final FeedLimits DEFAULT =
      new FeedLimits(
          256,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          8 * MIB,
          4_096,
          16);
}
