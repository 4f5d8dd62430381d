/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;

/** Counts the bytes that arrive for a node. */
final class Counting implements ZksConnectionHandler {
  private final ZksConnectionHandler handler;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();

  Counting(final ZksConnectionHandler handler) {
    this.handler = handler;
  }

  /** Uncompressed bytes of all messages so far. */
  long bytes() {
    return bytes.get();
  }

  /** All messages so far. */
  long messages() {
    return messages.get();
  }

  @Override
  public void connected(final ZksConnection connection) {
    handler.connected(connection);
  }

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    bytes.addAndGet(message.cost());
    messages.incrementAndGet();
    handler.received(connection, message);
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    handler.disconnected(connection);
  }
}
