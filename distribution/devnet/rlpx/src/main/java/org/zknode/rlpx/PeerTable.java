/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;

/** The established connections of a server; there may be several with one node. Thread-safe. */
final class PeerTable {
  private final Set<PeerConnection> peers = ConcurrentHashMap.newKeySet();

  void add(final PeerConnection fresh) {
    peers.add(fresh);
  }

  void remove(final PeerConnection gone) {
    peers.remove(gone);
  }

  /** Whether an open one leads to that node. */
  boolean isConnected(final Bytes nodeId) {
    return peers.stream().anyMatch(peer -> peer.isOpen() && peer.peerId().equals(nodeId));
  }

  List<PeerConnection> all() {
    return List.copyOf(peers);
  }
}
