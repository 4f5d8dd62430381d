/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxEvent;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.OffendingAddresses;
import org.zknode.rollup.zks.PeerLog;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksTransportMetrics;
import org.zknode.zks.connection.CutReason;

/** Carries zks and zks_2fa over our own RLPx: the host side of the zks ports. */
public final class RlpxZksTransport implements RlpxHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RlpxZksTransport.class);

  /** How often a paused reader looks whether the connection is still open. */
  private static final long OPEN_CHECK_MILLIS = 500;

  private final ZksConnectionHandler handler;
  private final Bytes localId;
  private final ZksTransportMetrics metrics;
  private final OffendingAddresses addresses;
  private final PeerLog log = new PeerLog();
  private final AtomicInteger paused = new AtomicInteger();
  private final Map<RlpxConnection, Adapter> connections = new ConcurrentHashMap<>();

  /**
   * @param handler of the node, {@code RollupNode.zksHandler()}
   */
  public RlpxZksTransport(final ZksConnectionHandler handler) {
    this(handler, Bytes.EMPTY, true, Metrics.none());
  }

  /**
   * @param handler of the node, {@code RollupNode.zksHandler()}
   * @param localId node id of this node, 64 bytes
   * @param refuseOffenders whether addresses that broke the protocol too often are refused
   */
  public RlpxZksTransport(
      final ZksConnectionHandler handler,
      final Bytes localId,
      final boolean refuseOffenders,
      final Metrics metrics) {
    this.handler = handler;
    this.localId = localId;
    this.metrics = new ZksTransportMetrics(metrics);
    this.addresses = new OffendingAddresses(refuseOffenders, this.metrics.refusedAddresses);
    this.metrics.connections(connections::size);
    this.metrics.pausedConnections(paused::get);
    // A connection's reading thread reads each message as a whole before it hands it over.
    this.metrics.inboundBytes(() -> 0);
  }

  /** Counts what the server refuses; {@code RlpxServer.builder().events(...)}. */
  public void count(final RlpxEvent event) {
    final Metrics.Counter counter =
        switch (event) {
          case CONNECTION_REFUSED -> metrics.refusedConnections;
          case HANDSHAKE_REFUSED -> metrics.refusedHandshakes;
          case HANDSHAKE_LATE -> metrics.lateHandshakes;
          case HANDSHAKE_FAILED -> metrics.failedHandshakes;
          case MALFORMED_MESSAGE -> metrics.malformedMessages;
          case QUEUE_FULL -> metrics.fullWindows;
          case OVERSIZED_SEND -> metrics.oversizedSends;
        };
    counter.increment();
  }

  /** Whose sockets are refused; {@code RlpxServer.builder().admission(...)}. */
  public OffendingAddresses addresses() {
    return addresses;
  }

  /** Publishes what the server holds. */
  public void observe(final RlpxServer server) {
    metrics.outboundBytes(server::queuedBytes);
    metrics.unfinishedHandshakes(server::unfinishedHandshakes);
  }

  /** What Hello offers for those offers of a node. */
  public static List<Capability> capabilities(final List<CapabilityOffer> offers) {
    return offers.stream()
        .map(o -> new Capability(o.name(), o.version(), o.messageCount()))
        .toList();
  }

  @Override
  public void connected(final RlpxConnection connection) {
    log.info(
        LOG,
        !connection.outbound(),
        "zks peer %s connected (%s, %s)"
            .formatted(
                connection.remoteAddress(), connection.clientId(), connection.capabilities()));
    final Adapter adapter = new Adapter(connection);
    connections.put(connection, adapter);
    handler.connected(adapter);
  }

  @Override
  public void message(
      final RlpxConnection connection,
      final String capability,
      final int code,
      final Bytes payload) {
    final Adapter adapter = connections.get(connection);
    adapter.awaitReading();
    handler.received(adapter, InboundMessage.of(capability, code, payload));
  }

  @Override
  public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {
    log.info(
        LOG,
        !connection.outbound(),
        "zks peer %s disconnected: %s".formatted(connection.remoteAddress(), reason));
    final Adapter adapter = connections.remove(connection);
    if (adapter != null) {
      if (connection.brokeProtocol()) {
        adapter.reportOffence(CutReason.MALFORMED.offences());
      }
      adapter.pauseReading(false);
      handler.disconnected(adapter);
    }
  }

  private final class Adapter implements ZksConnection {
    private final RlpxConnection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stopped;

    Adapter(final RlpxConnection connection) {
      this.connection = connection;
    }

    @Override
    public void pauseReading(final boolean pause) {
      lock.lock();
      try {
        if (stopped != pause) {
          stopped = pause;
          paused.addAndGet(pause ? 1 : -1);
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Holds the connection's own reading thread, so that TCP holds the sender. */
    void awaitReading() {
      lock.lock();
      try {
        while (stopped && connection.isOpen()) {
          changed.await(OPEN_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Bytes peerId() {
      return connection.peerId();
    }

    @Override
    public Bytes localId() {
      return localId;
    }

    @Override
    public String remoteAddress() {
      return connection.remoteAddress().getAddress().getHostAddress()
          + ":"
          + connection.remoteAddress().getPort();
    }

    @Override
    public Optional<InetAddress> address() {
      return Optional.ofNullable(connection.remoteAddress().getAddress());
    }

    @Override
    public boolean outbound() {
      return connection.outbound();
    }

    @Override
    public OptionalInt version(final String capability) {
      return connection.capability(capability).stream().mapToInt(Capability::version).findFirst();
    }

    @Override
    public boolean send(final String capability, final int code, final Bytes payload) {
      if (payload.size() > MAX_MESSAGE_BYTES) {
        metrics.oversizedSends.increment();
        throw new IllegalArgumentException(
            "message %d of %s has %d bytes, more than the %d that every receiver takes"
                .formatted(code, capability, payload.size(), MAX_MESSAGE_BYTES));
      }
      return connection.send(capability, code, payload);
    }

    @Override
    public void reportOffence(final int offences) {
      if (!connection.outbound()) {
        addresses.offended(
            connection.remoteAddress().getAddress(), offences, connection.longestMessage());
      }
    }

    @Override
    public void disconnect(final String reason) {
      LOG.debug("disconnecting zks peer {}: {}", remoteAddress(), reason);
      connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
    }

    @Override
    public void refuse(final Refusal refusal, final String reason) {
      LOG.debug("refusing zks peer {}: {}", remoteAddress(), reason);
      connection.disconnect(
          switch (refusal) {
            case ALREADY_CONNECTED -> DisconnectReason.ALREADY_CONNECTED;
            case TOO_MANY_PEERS -> DisconnectReason.TOO_MANY_PEERS;
          });
    }
  }
}
