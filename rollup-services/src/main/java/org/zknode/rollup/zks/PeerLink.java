/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.MessageType;
import org.zknode.zks.wire.ZksMessage;

/** One connection with its agreed capabilities, in terms of messages. */
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  /** Hex digits of the node id that logs show. */
  private static final int SHORT_ID_DIGITS = 8;

  private final ZksConnection connection;
  private final ZksMetrics metrics;
  private final Optional<Capability> replay;
  private final Optional<Capability> verification;
  private final PeerInbox inbox;
  private final Duration slowReaderTimeout;

  /**
   * @param slowReaderTimeout a peer whose outbound queue stays full for this long is cut
   */
  PeerLink(
      final ZksConnection connection, final ZksMetrics metrics, final Duration slowReaderTimeout) {
    this.slowReaderTimeout = slowReaderTimeout;
    this.connection = connection;
    this.metrics = metrics;
    this.inbox = new PeerInbox(connection::pauseReading);
    this.replay = agreed(Capability.ZKS);
    // In zks/3 and zks/4 the verifier messages are part of zks itself.
    this.verification =
        agreed(Capability.ZKS_2FA)
            .or(() -> replay.filter(c -> c.carries(MessageType.VERIFIER_ROLE_REQUEST)));
  }

  private Optional<Capability> agreed(final String name) {
    final OptionalInt version = connection.version(name);
    return version.isPresent() ? Capabilities.find(name, version.getAsInt()) : Optional.empty();
  }

  ZksConnection connection() {
    return connection;
  }

  PeerInbox inbox() {
    return inbox;
  }

  Bytes peerId() {
    return connection.peerId();
  }

  /** The agreed replay capability. */
  Optional<Capability> replay() {
    return replay;
  }

  /** The capability that carries the verifier messages. */
  Optional<Capability> verification() {
    return verification;
  }

  ZksMessage decode(final PeerInbox.Frame frame) throws ZksDecodeException {
    final Capability capability =
        agreed(frame.capability())
            .orElseThrow(
                () -> new ZksDecodeException("capability not agreed: " + frame.capability()));
    return capability.decode(frame.code(), frame.payload());
  }

  /** Queues a message if there is room right now. */
  boolean trySend(final Capability capability, final ZksMessage message) {
    return connection.send(capability.name(), capability.id(message.type()), message.encode());
  }

  /**
   * Queues a message, waiting for room; a peer that makes no room in time is disconnected.
   *
   * @return false when the connection is gone
   */
  boolean send(final Capability capability, final ZksMessage message) throws InterruptedException {
    final int id = capability.id(message.type());
    final Bytes payload = message.encode();
    final long start = System.nanoTime();
    while (!connection.send(capability.name(), id, payload)) {
      if (inbox.isClosed()) {
        return false;
      }
      if (System.nanoTime() - start > slowReaderTimeout.toNanos()) {
        metrics.slowReaders.increment();
        disconnect("reads too slowly");
        return false;
      }
      LockSupport.parkNanos(ZksLimits.SEND_RETRY.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  /** Cuts the connection; frames not yet dealt with are forgotten. */
  void disconnect(final String reason) {
    LOG.info("zks peer {}: disconnecting: {}", this, reason);
    inbox.discard();
    connection.disconnect(reason);
  }

  @Override
  public String toString() {
    final String id = peerId().toUnprefixedHexString();
    return id.substring(0, Math.min(SHORT_ID_DIGITS, id.length()))
        + "@"
        + connection.remoteAddress();
  }
}
