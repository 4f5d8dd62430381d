/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds our connection for Besu's, of all that have a zks capability. Whether one stays is for the
 * handler to say, which hears of it at once: Besu dials a peer without {@code eth} again and again
 * while it is connected, and two Besus may dial each other.
 */
final class ZksConnections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZksConnections.class);

  private final ConnectionShared shared;
  private final List<String> protocols;
  private final Map<PeerConnection, BesuZksConnection> live = new HashMap<>();
  private boolean closed;

  ZksConnections(final ConnectionShared shared, final List<String> protocols) {
    this.shared = shared;
    this.protocols = List.copyOf(protocols);
    shared.metrics().connections(this::size);
  }

  private synchronized int size() {
    return live.size();
  }

  /** Besu reports a connection once per capability name; only the first report counts. */
  void connected(final PeerConnection connection) {
    final Optional<BesuZksConnection> opened = open(connection);
    if (opened.isEmpty()) {
      return;
    }
    shared
        .log()
        .info(
            LOG,
            connection.inboundInitiated(),
            "zks peer connected: %s (%s), %s"
                .formatted(
                    connection.getRemoteAddress(),
                    opened.get().peerId().slice(0, 8),
                    connection.inboundInitiated() ? "inbound" : "outbound"));
    opened.get().begin();
    if (connection.isDisconnected()) {
      // It may have ended before it was known here.
      disconnected(connection, false);
    }
  }

  private synchronized Optional<BesuZksConnection> open(final PeerConnection connection) {
    if (closed) {
      connection.disconnect(DisconnectReason.CLIENT_QUITTING);
      return Optional.empty();
    }
    if (live.containsKey(connection) || connection.isDisconnected()) {
      return Optional.empty();
    }
    final Bytes peerId = connection.getPeer().getId();
    final BesuZksConnection opened = BesuZksConnection.open(connection, peerId, protocols, shared);
    live.put(connection, opened);
    return Optional.of(opened);
  }

  synchronized Optional<BesuZksConnection> find(final PeerConnection connection) {
    return Optional.ofNullable(live.get(connection));
  }

  private synchronized Optional<BesuZksConnection> remove(final PeerConnection connection) {
    return Optional.ofNullable(live.remove(connection));
  }

  /**
   * @param refused Besu ended it for what it sent
   */
  void disconnected(final PeerConnection connection, final boolean refused) {
    remove(connection)
        .ifPresent(
            gone -> {
              if (refused) {
                gone.refusedByBesu();
              }
              gone.closed();
              LOG.debug("zks peer disconnected: {}", gone.remoteAddress());
            });
  }

  @Override
  public void close() {
    final List<PeerConnection> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(live.keySet());
    }
    open.forEach(
        connection -> {
          disconnected(connection, false);
          connection.disconnect(DisconnectReason.CLIENT_QUITTING);
        });
  }
}
