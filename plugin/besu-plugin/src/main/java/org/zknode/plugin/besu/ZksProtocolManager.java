/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Set;
import org.hyperledger.besu.ethereum.p2p.network.ProtocolManager;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Message;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;

/**
 * Besu's side of one capability name. Called on network threads, so it only hands over to our
 * connection, which {@link ZksConnections} finds for both capability names.
 */
final class ZksProtocolManager implements ProtocolManager {
  /** With which Besu ends a connection itself whose frames it cannot, or will not, decode. */
  private static final Set<DisconnectReason> REFUSALS =
      Set.of(
          DisconnectReason.BREACH_OF_PROTOCOL_MALFORMED_MESSAGE_RECEIVED,
          DisconnectReason.BREACH_OF_PROTOCOL_INVALID_MESSAGE_RECEIVED_CAUGHT_EXCEPTION);

  private final String protocol;
  private final List<Capability> capabilities;
  private final ZksConnections connections;

  ZksProtocolManager(
      final String protocol,
      final List<Capability> capabilities,
      final ZksConnections connections) {
    this.protocol = protocol;
    this.capabilities = List.copyOf(capabilities);
    this.connections = connections;
  }

  @Override
  public String getSupportedProtocol() {
    return protocol;
  }

  @Override
  public List<Capability> getSupportedCapabilities() {
    return capabilities;
  }

  @Override
  public void stop() {
    connections.close();
  }

  @Override
  public void awaitStop() {
    // The handler has seen all ends when stop() returns.
  }

  @Override
  public void processMessage(final Capability capability, final Message message) {
    connections
        .find(message.getConnection())
        .ifPresent(target -> target.received(capability.getName(), message.getData()));
  }

  @Override
  public void handleNewConnection(final PeerConnection connection) {
    connections.connected(connection);
  }

  @Override
  public void handleDisconnect(
      final PeerConnection connection,
      final DisconnectReason reason,
      final boolean initiatedByPeer) {
    connections.disconnected(connection, !initiatedByPeer && REFUSALS.contains(reason));
  }

  @Override
  public int getHighestProtocolVersion() {
    return capabilities.stream().mapToInt(Capability::getVersion).max().orElse(0);
  }

  @Override
  public void close() {
    stop();
  }
}
