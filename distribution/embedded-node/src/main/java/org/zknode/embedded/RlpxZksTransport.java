/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;

/** Carries zks and zks_2fa over our own RLPx: the host side of the zks ports. */
public final class RlpxZksTransport implements RlpxHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RlpxZksTransport.class);

  /** How often a paused reader looks whether the connection is still open. */
  private static final long OPEN_CHECK_MILLIS = 500;

  private final ZksConnectionHandler handler;
  private final Map<RlpxConnection, Adapter> connections = new ConcurrentHashMap<>();

  /**
   * @param handler of the node, {@code RollupNode.zksHandler()}
   */
  public RlpxZksTransport(final ZksConnectionHandler handler) {
    this.handler = handler;
  }

  /** What Hello offers for those offers of a node. */
  public static List<Capability> capabilities(final List<CapabilityOffer> offers) {
    return offers.stream()
        .map(o -> new Capability(o.name(), o.version(), o.messageCount()))
        .toList();
  }

  @Override
  public void connected(final RlpxConnection connection) {
    LOG.info(
        "zks peer {} connected ({}, {})",
        connection.remoteAddress(),
        connection.clientId(),
        connection.capabilities());
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
    handler.received(adapter, capability, code, payload);
  }

  @Override
  public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {
    LOG.info("zks peer {} disconnected: {}", connection.remoteAddress(), reason);
    final ZksConnection adapter = connections.remove(connection);
    if (adapter != null) {
      handler.disconnected(adapter);
    }
  }

  private static final class Adapter implements ZksConnection {
    private final RlpxConnection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean paused;

    Adapter(final RlpxConnection connection) {
      this.connection = connection;
    }

    @Override
    public void pauseReading(final boolean pause) {
      lock.lock();
      try {
        paused = pause;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Holds the connection's own reading thread, so that TCP holds the sender. */
    void awaitReading() {
      lock.lock();
      try {
        while (paused && connection.isOpen()) {
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
    public String remoteAddress() {
      return connection.remoteAddress().getAddress().getHostAddress()
          + ":"
          + connection.remoteAddress().getPort();
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
      return connection.send(capability, code, payload);
    }

    @Override
    public void disconnect(final String reason) {
      LOG.info("disconnecting zks peer {}: {}", remoteAddress(), reason);
      connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
    }
  }
}
