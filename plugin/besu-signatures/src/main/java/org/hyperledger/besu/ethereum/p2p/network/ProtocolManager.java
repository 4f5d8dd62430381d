/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.network;

import java.util.List;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Message;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface ProtocolManager extends AutoCloseable {
  String getSupportedProtocol();

  List<Capability> getSupportedCapabilities();

  void stop();

  void awaitStop() throws InterruptedException;

  void processMessage(Capability cap, Message message);

  void handleNewConnection(PeerConnection peerConnection);

  void handleDisconnect(
      PeerConnection peerConnection, DisconnectReason disconnectReason, boolean initiatedByPeer);

  int getHighestProtocolVersion();

  @Override
  default void close() {
    throw new DeclarationOnly();
  }
}
