/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.Optional;
import java.util.function.Supplier;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksHub;

/**
 * The hub's connections, for a host that knows of none yet: who comes before it is there is sent
 * away, and nothing of theirs reaches it.
 */
final class StartingZksHandler implements ZksConnectionHandler {
  private final Supplier<Optional<ZksHub>> hub;
  private final String notStarted;

  /**
   * @param notStarted what those are told who come too early
   */
  StartingZksHandler(final Supplier<Optional<ZksHub>> hub, final String notStarted) {
    this.hub = hub;
    this.notStarted = notStarted;
  }

  @Override
  public void connected(final ZksConnection connection) {
    hub.get()
        .ifPresentOrElse(
            present -> present.connected(connection), () -> connection.disconnect(notStarted));
  }

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    hub.get().ifPresent(present -> present.received(connection, message));
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    hub.get().ifPresent(present -> present.disconnected(connection));
  }
}
