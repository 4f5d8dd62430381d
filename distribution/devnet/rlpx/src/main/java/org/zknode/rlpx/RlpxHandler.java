/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import org.apache.tuweni.bytes.Bytes;

/**
 * What a server calls. For one connection the calls come one after another, on the connection's own
 * reading thread: connected, messages, disconnected. A slow handler slows down its own peer only
 * (nothing more is read meanwhile).
 */
public interface RlpxHandler {
  void connected(RlpxConnection connection);

  /**
   * @param capability name of the agreed capability
   * @param code capability-relative message id
   * @param payload decompressed, at most {@link RlpxLimits#maxMessageBytes()}
   */
  void message(RlpxConnection connection, String capability, int code, Bytes payload);

  /**
   * Exactly once for each connected.
   *
   * @param reason what either side gave, {@link DisconnectReason#TCP_ERROR} for a broken socket
   */
  void disconnected(RlpxConnection connection, DisconnectReason reason);
}
