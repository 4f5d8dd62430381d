/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Credit for what one connection may have on its way to the socket. Besu queues without bound and
 * says nothing about it, so a peer that does not read would fill the heap; here a message takes
 * credit before it is given to Besu and returns it when its last byte is in the socket. What does
 * not fit is refused at once: nothing waits on the heap besides.
 */
final class OutboundWindow {
  /** Over all connections: bytes on their way to sockets, and the bound of it. */
  static final class Total {
    /**
     * Bytes: an eighth of the smallest heap that a Besu runs well with (1 GiB). Beyond it a
     * connection sends one message at a time.
     */
    static final long MAX_BYTES = 128L << 20;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    Total() {
      this(MAX_BYTES);
    }

    Total(final long maxBytes) {
      this.maxBytes = maxBytes;
    }

    long bytes() {
      return bytes.get();
    }
  }

  private final long maxBytes;
  private final int maxMessages;
  private final Total total;
  private long bytes;
  private int messages;

  /**
   * @param maxBytes of all messages on their way; a single message may have more
   * @param maxMessages on their way at once
   */
  OutboundWindow(final long maxBytes, final int maxMessages, final Total total) {
    this.maxBytes = maxBytes;
    this.maxMessages = maxMessages;
    this.total = total;
  }

  /** False when there is no credit for that many bytes now. An empty window takes any message. */
  synchronized boolean take(final long size) {
    if (messages > 0
        && (messages >= maxMessages
            || bytes + size > maxBytes
            || total.bytes.get() + size > total.maxBytes)) {
      return false;
    }
    bytes += size;
    messages++;
    total.bytes.addAndGet(size);
    return true;
  }

  /** A message of that many bytes is in the socket, or lost with the connection. */
  synchronized void giveBack(final long size) {
    bytes -= size;
    messages--;
    total.bytes.addAndGet(-size);
  }

  synchronized long bytes() {
    return bytes;
  }
}
