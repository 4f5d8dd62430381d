/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All live connections with a zks capability, at most one per node id. Besu dials a peer without
 * {@code eth} again and again while it is connected, so duplicates are normal: of two connections
 * in one direction the older stays; of crossing ones both sides keep that of the greater node id.
 */
final class ZksConnections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZksConnections.class);

  /** What the connection threads get at a shutdown to deliver their last event. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ConnectionShared shared;
  private final List<String> protocols;
  private final int maxConnections;
  private final Set<Bytes> trusted;
  private final Map<PeerConnection, BesuZksConnection> byConnection = new HashMap<>();
  private final Map<Bytes, PeerConnection> byPeer = new HashMap<>();
  private final List<BesuZksConnection> closing = new ArrayList<>();
  private boolean closed;

  /**
   * @param maxConnections connections of strangers at the most, newcomers to be judged included
   * @param trusted node ids of main nodes, which always get a place
   */
  ZksConnections(
      final ConnectionShared shared,
      final List<String> protocols,
      final int maxConnections,
      final Set<Bytes> trusted) {
    this.shared = shared;
    this.protocols = List.copyOf(protocols);
    this.maxConnections = maxConnections;
    this.trusted = Set.copyOf(trusted);
    shared.metrics().connections(this::size);
  }

  private synchronized int size() {
    return byConnection.size();
  }

  private long strangers() {
    return byPeer.keySet().stream().filter(id -> !trusted.contains(id)).count();
  }

  /** Besu reports a connection once per capability name; only the first report counts. */
  synchronized void connected(final PeerConnection connection) {
    if (closed) {
      connection.disconnect(DisconnectReason.CLIENT_QUITTING);
      return;
    }
    if (byConnection.containsKey(connection) || connection.isDisconnected()) {
      return;
    }
    final Bytes peerId = connection.getPeer().getId();
    final PeerConnection older = byPeer.get(peerId);
    if (older != null && !replaces(connection, older, peerId)) {
      LOG.debug("Second zks connection of {} closed", connection.getRemoteAddress());
      shared.metrics().duplicateConnections.increment();
      connection.disconnect(DisconnectReason.ALREADY_CONNECTED);
      return;
    }
    if (older == null && strangers() >= maxConnections && !trusted.contains(peerId)) {
      // Only now: Besu's Hello is one object for all connections, made at its start, so that zks
      // can neither be left out of it for one peer nor the peer be refused before it. Others would
      // count on message ids of zks that we do not have.
      shared.metrics().refusedConnections.increment();
      log(
          connection,
          "zks connection of %s refused: %d are open, newcomers beyond --plugin-zks-max-connections included"
              .formatted(connection.getRemoteAddress(), byConnection.size()));
      connection.disconnect(DisconnectReason.TOO_MANY_PEERS);
      return;
    }
    if (older != null) {
      shared.metrics().duplicateConnections.increment();
      remove(older);
      older.disconnect(DisconnectReason.ALREADY_CONNECTED);
    }
    byPeer.put(peerId, connection);
    final BesuZksConnection opened = BesuZksConnection.open(connection, peerId, protocols, shared);
    byConnection.put(connection, opened);
    log(
        connection,
        "zks peer connected: %s (%s), %s"
            .formatted(
                connection.getRemoteAddress(),
                peerId.slice(0, 8),
                connection.inboundInitiated() ? "inbound" : "outbound"));
    opened.begin();
  }

  private void log(final PeerConnection connection, final String line) {
    shared.log().info(LOG, connection.inboundInitiated(), line);
  }

  private boolean replaces(
      final PeerConnection newer, final PeerConnection older, final Bytes peerId) {
    if (older.isDisconnected()) {
      return true;
    }
    if (newer.inboundInitiated() == older.inboundInitiated()) {
      return false;
    }
    final boolean peerIsGreater =
        peerId.toUnsignedBigInteger().compareTo(shared.localId().toUnsignedBigInteger()) > 0;
    return newer.inboundInitiated() == peerIsGreater;
  }

  /** Runs on a network thread; the payload stays compressed here. */
  void received(final PeerConnection connection, final String protocol, final MessageData data) {
    final BesuZksConnection target;
    synchronized (this) {
      target = byConnection.get(connection);
    }
    if (target != null) {
      target.enqueueReceived(protocol, data);
    }
  }

  /**
   * @param refused Besu ended it for what it sent
   */
  synchronized void disconnected(final PeerConnection connection, final boolean refused) {
    final BesuZksConnection gone = byConnection.get(connection);
    if (refused && gone != null) {
      gone.refusedByBesu();
    }
    remove(connection);
  }

  private void remove(final PeerConnection connection) {
    final BesuZksConnection gone = byConnection.remove(connection);
    if (gone != null) {
      byPeer.remove(gone.peerId(), connection);
      gone.closed();
      LOG.debug("zks peer disconnected: {}", gone.remoteAddress());
    }
  }

  @Override
  public void close() {
    final List<PeerConnection> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(byConnection.keySet());
      closing.addAll(byConnection.values());
      open.forEach(this::remove);
    }
    open.forEach(connection -> connection.disconnect(DisconnectReason.CLIENT_QUITTING));
  }

  /** Waits, not longer than {@link #CLOSE_TIMEOUT}, until the handler has seen all ends. */
  void awaitClosed() throws InterruptedException {
    final List<BesuZksConnection> waiting;
    synchronized (this) {
      waiting = List.copyOf(closing);
      closing.clear();
    }
    final long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    for (final BesuZksConnection connection : waiting) {
      connection.await(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
  }
}
