/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class DisconnectMessage {
  private DisconnectMessage() {}

  public enum DisconnectReason {
    REQUESTED,
    BREACH_OF_PROTOCOL_MALFORMED_MESSAGE_RECEIVED,
    BREACH_OF_PROTOCOL_INVALID_MESSAGE_RECEIVED_CAUGHT_EXCEPTION,
    ALREADY_CONNECTED,
    TOO_MANY_PEERS,
    SUBPROTOCOL_TRIGGERED,
    CLIENT_QUITTING
  }
}
