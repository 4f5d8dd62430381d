/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * At most one connection per node id. When both sides dialled at the same time, the connection that
 * the side with the greater node id dialled stays: both come to the same result without talking.
 * Otherwise the older one stays (a Besu dials again while it is connected).
 */
final class PeerTable {
  /** Two dials within this time count as simultaneous. */
  private static final Duration SIMULTANEOUS = Duration.ofSeconds(10);

  private final Bytes ownId;
  private final Map<Bytes, PeerConnection> peers = new HashMap<>();

  PeerTable(final Bytes ownId) {
    this.ownId = ownId;
  }

  /** False when the new one must go; the old one is told to go when it must. */
  synchronized boolean register(final PeerConnection fresh) {
    final PeerConnection old = peers.get(fresh.peerId());
    if (old != null && old.isOpen()) {
      if (staysOver(old, fresh)) {
        return false;
      }
      old.disconnect(DisconnectReason.ALREADY_CONNECTED);
    }
    peers.put(fresh.peerId(), fresh);
    return true;
  }

  private boolean staysOver(final PeerConnection old, final PeerConnection fresh) {
    if (old.outbound() == fresh.outbound()
        || fresh.establishedAt() - old.establishedAt() > SIMULTANEOUS.toNanos()) {
      return true;
    }
    final boolean weDial = ownId.compareTo(fresh.peerId()) > 0;
    return old.outbound() == weDial;
  }

  synchronized void remove(final PeerConnection gone) {
    peers.remove(gone.peerId(), gone);
  }

  synchronized Optional<PeerConnection> find(final Bytes nodeId) {
    return Optional.ofNullable(peers.get(nodeId)).filter(PeerConnection::isOpen);
  }

  synchronized Collection<PeerConnection> all() {
    return List.copyOf(peers.values());
  }
}
