/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;

/**
 * One live devp2p connection on which at least one of {@code zks} and {@code zks_2fa} was agreed.
 * Implemented on Besu's devp2p and on distribution/devnet/rlpx.
 */
public interface ZksConnection {
  /**
   * Largest payload that is sent, in bytes. The protocol has no bound; devp2p refuses 16 MiB, a
   * Besu 10 MiB and other clients may refuse less: 8 MiB of records and the list heads around them.
   */
  int MAX_MESSAGE_BYTES = 8 * 1024 * 1024 + 4 * 1024;

  /** 64-byte node id (uncompressed public key without the 0x04). */
  Bytes peerId();

  /** host:port of the other side, for logs. */
  String remoteAddress();

  /** The address of the other side; empty when the transport has none. */
  default Optional<InetAddress> address() {
    return Optional.empty();
  }

  /** True when this node dialled. */
  boolean outbound();

  /** Agreed version of that capability; empty when it was not agreed. */
  OptionalInt version(String capability);

  /**
   * Queues one message.
   *
   * @param code capability-relative message id
   * @param payload the RLP after the id, uncompressed
   * @return false when the connection is gone or its outbound queue is full (the caller must then
   *     disconnect or wait)
   * @throws IllegalArgumentException it can never be sent: capability not agreed, no such message,
   *     or more than {@link #MAX_MESSAGE_BYTES}
   */
  boolean send(String capability, int code, Bytes payload);

  void disconnect(String reason);

  /** Why this node ends a connection although the peer did nothing wrong. */
  enum Refusal {
    /** It has another connection with the peer. */
    ALREADY_CONNECTED,
    /** It has no place for the peer. */
    TOO_MANY_PEERS
  }

  /** {@link #disconnect} with the reason that devp2p has for it, where the transport can say it. */
  default void refuse(final Refusal refusal, final String reason) {
    disconnect(reason);
  }

  /**
   * What the peer sent breaks the protocol, so that it is disconnected next: a transport may refuse
   * new connections from an address with many of them.
   *
   * @param offences how many it counts as, at least 1; for long messages the transport adds some
   */
  default void reportOffence(final int offences) {}

  /**
   * 64-byte id of this node, with which both sides of two crossed dials choose the same one; empty
   * when the transport does not know it (both are then kept).
   */
  default Bytes localId() {
    return Bytes.EMPTY;
  }

  /**
   * Back-pressure: asks the transport to stop, or to go on, reading from this connection. A
   * transport that cannot do it may ignore it: what then exceeds the inbound queue costs the
   * connection, and the replay goes on at the cursor after the next dial. Called from any thread.
   */
  default void pauseReading(final boolean paused) {}
}
