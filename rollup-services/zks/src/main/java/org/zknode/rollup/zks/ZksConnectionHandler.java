/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

/**
 * What a transport calls. For one connection: connected, then its messages one after another, and
 * disconnected last or, from another thread, beside a message. Calls must return quickly (they may
 * run on a network thread), so the implementation queues, boundedly; a transport has no queue of
 * its own.
 */
public interface ZksConnectionHandler {
  /** Judges the connection, which it may end, or another one in its place. */
  void connected(ZksConnection connection);

  void received(ZksConnection connection, InboundMessage message);

  void disconnected(ZksConnection connection);
}
