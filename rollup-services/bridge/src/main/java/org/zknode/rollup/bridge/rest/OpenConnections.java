/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The server's connections, so many at most. Who sends nothing, or slowly, makes room for others:
 * the connection that has waited for its request the longest is closed. Of one thread.
 */
final class OpenConnections {
  private final int limit;
  private final Set<Channel> waiting = new LinkedHashSet<>();
  private int open;

  OpenConnections(final int limit) {
    this.limit = limit;
  }

  /** Whether the new connection may stay. */
  boolean admit(final Channel channel) {
    if (open == limit && !closeEldest()) {
      return false;
    }
    open++;
    channel.closeFuture().addListener(ended -> closed(channel));
    return true;
  }

  private boolean closeEldest() {
    final Iterator<Channel> eldest = waiting.iterator();
    if (!eldest.hasNext()) {
      return false;
    }
    // Whose listener runs at once, on this thread.
    RestConnection.close(eldest.next());
    return open < limit;
  }

  void waits(final Channel channel) {
    waiting.add(channel);
  }

  void serves(final Channel channel) {
    waiting.remove(channel);
  }

  private void closed(final Channel channel) {
    waiting.remove(channel);
    open--;
  }
}
