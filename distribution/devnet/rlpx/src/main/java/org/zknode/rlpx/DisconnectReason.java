/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

/** Reasons of the devp2p Disconnect message. */
public enum DisconnectReason {
  REQUESTED(0x00),
  TCP_ERROR(0x01),
  BREACH_OF_PROTOCOL(0x02),
  USELESS_PEER(0x03),
  TOO_MANY_PEERS(0x04),
  ALREADY_CONNECTED(0x05),
  INCOMPATIBLE_P2P_VERSION(0x06),
  NULL_IDENTITY(0x07),
  CLIENT_QUITTING(0x08),
  UNEXPECTED_IDENTITY(0x09),
  SELF(0x0a),
  TIMEOUT(0x0b),
  SUBPROTOCOL_ERROR(0x10),
  /** A code that is not in the table. */
  UNKNOWN(0xff);

  private final int code;

  DisconnectReason(final int code) {
    this.code = code;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }

  static DisconnectReason of(final int code) {
    for (final DisconnectReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return UNKNOWN;
  }
}
