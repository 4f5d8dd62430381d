/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.manager;

import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class EthPeer {
  protected EthPeer() {}

  public PeerConnection getConnection() {
    throw new DeclarationOnly();
  }

  public String getLoggableId() {
    throw new DeclarationOnly();
  }

  public void disconnect(final DisconnectReason reason) {
    throw new DeclarationOnly();
  }
}
