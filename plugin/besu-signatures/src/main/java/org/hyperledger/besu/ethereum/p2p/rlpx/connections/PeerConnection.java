/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.connections;

import java.net.InetSocketAddress;
import org.hyperledger.besu.ethereum.p2p.peers.Peer;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface PeerConnection extends org.hyperledger.besu.plugin.data.p2p.PeerConnection {
  void send(Capability capability, MessageData message) throws PeerNotConnected;

  default Capability capability(String protocol) {
    throw new DeclarationOnly();
  }

  Peer getPeer();

  void disconnect(DisconnectReason reason);

  boolean isDisconnected();

  @Override
  InetSocketAddress getRemoteAddress();

  @Override
  boolean inboundInitiated();

  class PeerNotConnected
      extends org.hyperledger.besu.plugin.data.p2p.PeerConnection.PeerNotConnected {
    private static final long serialVersionUID = 1L;

    public PeerNotConnected(String message) {
      super(message);
    }
  }
}
