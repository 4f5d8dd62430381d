/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.connection.PeerInfo;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.ZksMessage;

/** One connection with its agreed capabilities, in terms of messages. */
final class PeerLink {
  private final ZksConnection connection;
  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final PeerInfo peer;
  // Named with every record.
  private final String name;
  private final Lanes lanes;
  private final PeerInbox inbox;
  private final Duration slowReaderTimeout;
  private volatile boolean ended;

  /**
   * @param waiting bytes that wait inbound on all connections of the node
   * @param slowReaderTimeout a peer whose outbound queue stays full for this long is cut
   */
  PeerLink(
      final ZksConnection connection,
      final ZksMetrics metrics,
      final ZksReports reports,
      final AtomicLong waiting,
      final Duration slowReaderTimeout) {
    this.reports = reports;
    this.slowReaderTimeout = slowReaderTimeout;
    this.connection = connection;
    this.metrics = metrics;
    this.peer =
        new PeerInfo(connection.peerId(), connection.remoteAddress(), connection.outbound());
    this.name = peer.toString();
    this.inbox = new PeerInbox(connection::pauseReading, waiting);
    this.lanes = new Lanes(agreed(Capability.ZKS), agreed(Capability.ZKS_2FA));
  }

  private Optional<Capability> agreed(final String name) {
    final OptionalInt version = connection.version(name);
    return version.isPresent() ? Capabilities.find(name, version.getAsInt()) : Optional.empty();
  }

  ZksConnection connection() {
    return connection;
  }

  PeerInfo peer() {
    return peer;
  }

  Lanes lanes() {
    return lanes;
  }

  PeerInbox inbox() {
    return inbox;
  }

  Bytes peerId() {
    return peer.peerId();
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
        metrics.limit(Limit.OUTBOUND_SECONDS).increment();
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

  /** What the peer sent breaks the protocol; it counts as that many offences. */
  void reportOffence(final int offences) {
    connection.reportOffence(offences);
  }

  /** Cuts the connection for a reason of this node, which says nothing about the peer. */
  void end(final String reason) {
    ended = true;
    disconnect(reason);
  }

  /** The same for a reason that devp2p has a word for. */
  void refuse(final ZksConnection.Refusal refusal, final String reason) {
    ended = true;
    reports.info(this, "disconnecting: " + reason);
    inbox.discard();
    connection.refuse(refusal, reason);
  }

  /** True after {@link #end} or {@link #refuse}. */
  boolean isEnded() {
    return ended;
  }

  /** Cuts the connection; messages not yet dealt with are forgotten. */
  void disconnect(final String reason) {
    reports.info(this, "disconnecting: " + reason);
    inbox.discard();
    connection.disconnect(reason);
  }

  @Override
  public String toString() {
    return name;
  }
}
