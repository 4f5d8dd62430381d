/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** An established connection: handshake and Hello are done. Thread-safe. */
public interface RlpxConnection {
  /** 64-byte node id of the other side, proven by the handshake. */
  Bytes peerId();

  /** Client id of the other side's Hello. */
  String clientId();

  InetSocketAddress remoteAddress();

  /** True when this side dialled. */
  boolean outbound();

  /** The agreed capabilities, in the order of their message ids. */
  List<Capability> capabilities();

  /** The agreed version of that capability. */
  Optional<Capability> capability(String name);

  /**
   * Queues one message.
   *
   * @param code capability-relative message id
   * @return false when the connection is closing or its write queue is full
   * @throws IllegalArgumentException capability not agreed, code outside of it, message too large
   */
  boolean send(String capability, int code, Bytes payload);

  /** Says goodbye and closes; does not wait. No effect when already closing. */
  void disconnect(DisconnectReason reason);

  boolean isOpen();

  /** Bytes on the wire of the longest message that came, or is coming, from the other side. */
  int longestMessage();

  /** True when it ended because the other side sent what devp2p does not allow. */
  boolean brokeProtocol();
}
