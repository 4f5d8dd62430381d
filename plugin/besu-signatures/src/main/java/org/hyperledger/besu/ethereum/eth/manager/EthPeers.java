/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.manager;

import java.util.stream.Stream;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class EthPeers {
  protected EthPeers() {}

  public interface ConnectCallback {
    void onPeerConnected(EthPeer newPeer);
  }

  public long subscribeConnect(final ConnectCallback callback) {
    throw new DeclarationOnly();
  }

  public int getMaxPeers() {
    throw new DeclarationOnly();
  }

  public Stream<PeerConnection> streamAllActiveConnections() {
    throw new DeclarationOnly();
  }
}
