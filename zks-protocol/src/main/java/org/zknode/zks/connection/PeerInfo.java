/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import org.apache.tuweni.bytes.Bytes;

/**
 * The other side of a connection.
 *
 * @param peerId 64-byte node id (uncompressed public key without the 0x04)
 * @param remoteAddress host:port, for people
 * @param outbound true when this node dialled
 */
public record PeerInfo(Bytes peerId, String remoteAddress, boolean outbound) {
  /** Hex digits of the node id that are shown. */
  private static final int SHORT_ID_DIGITS = 8;

  @Override
  public String toString() {
    final String id = peerId.toUnprefixedHexString();
    return id.substring(0, Math.min(SHORT_ID_DIGITS, id.length())) + "@" + remoteAddress;
  }
}
