/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.time.Duration;

/**
 * Every bound of an {@link RlpxServer}.
 *
 * @param maxConnections established inbound connections and dials together; a further inbound
 *     socket is closed before the handshake. Dials to static peers are beyond it
 * @param maxMessageBytes largest message, uncompressed, in and out; checked on the snappy header
 *     before decompressing
 * @param queueMessages messages of one capability waiting in one connection's write queue
 * @param queueBytes compressed bytes of one capability waiting in one connection's write queue
 * @param connectTimeout of the TCP connect
 * @param handshakeTimeout from the TCP connect to Hello, both ways
 * @param pingInterval a Ping is sent when nothing was received for so long, also while a handler
 *     holds the reading thread; below 15 s, after which a Besu that hears nothing sends its own and
 *     then counts on an answer
 * @param idleTimeout the connection is closed when nothing was received, or nothing could be
 *     written, for so long
 * @param redialMin first pause before a static peer is dialled again
 * @param redialMax longest pause; it doubles from the first one
 */
public record RlpxLimits(
    int maxConnections,
    int maxMessageBytes,
    int queueMessages,
    int queueBytes,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration pingInterval,
    Duration idleTimeout,
    Duration redialMin,
    Duration redialMax) {

  /** devp2p: a message above 16 MiB uncompressed must be refused. */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  public RlpxLimits {
    if (maxMessageBytes < 1 || maxMessageBytes > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes is between 1 and %d, got %d"
              .formatted(MAX_MESSAGE_BYTES, maxMessageBytes));
    }
    if (maxConnections < 1 || queueMessages < 1 || queueBytes < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }

  /**
   * 50 connections, 16 MiB messages, 256 messages or 16 MiB queued (the next one is made while the
   * last is sent); 10 s to shake hands, as Besu and geth.
   */
  public static RlpxLimits defaults() {
    return new RlpxLimits(
        50,
        MAX_MESSAGE_BYTES,
        256,
        16 * 1024 * 1024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(45),
        Duration.ofMillis(500),
        Duration.ofSeconds(10));
  }

  /** The same with another number of connections. */
  public RlpxLimits withMaxConnections(final int connections) {
    return new RlpxLimits(
        connections,
        maxMessageBytes,
        queueMessages,
        queueBytes,
        connectTimeout,
        handshakeTimeout,
        pingInterval,
        idleTimeout,
        redialMin,
        redialMax);
  }
}
