/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.RawMessage;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;

/**
 * One peer connection of Besu with two virtual threads: one delivers what came in, in order and
 * decompressed off the network thread; the other sends what is queued. Both queues are bounded in
 * messages and bytes.
 */
final class BesuZksConnection implements ZksConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BesuZksConnection.class);

  /** Besu cuts a connection on a larger inbound message, in bytes (its RLPx limit). */
  static final int MAX_MESSAGE_BYTES = 10 << 20;

  /** Messages per direction that may wait: several replay answers of 64 records. */
  static final int MAX_QUEUED_MESSAGES = 1_024;

  /** Bytes per direction that may wait: a few of the largest messages. */
  static final long MAX_QUEUED_BYTES = 64L << 20;

  private record Inbound(String protocol, MessageData data, int size) {}

  private record Outbound(Capability capability, RawMessage message, int size) {}

  private final PeerConnection connection;
  private final Bytes peerId;
  private final Map<String, Capability> agreed;
  private final ZksConnectionHandler handler;
  private final BlockingQueue<Inbound> inbound = new ArrayBlockingQueue<>(MAX_QUEUED_MESSAGES);
  private final BlockingQueue<Outbound> outbound = new ArrayBlockingQueue<>(MAX_QUEUED_MESSAGES);
  private final AtomicLong inboundBytes = new AtomicLong();
  private final AtomicLong outboundBytes = new AtomicLong();
  private final Thread receiver;
  private final Thread sender;
  private volatile boolean open = true;

  private BesuZksConnection(
      final PeerConnection connection,
      final Bytes peerId,
      final List<String> protocols,
      final ZksConnectionHandler handler) {
    this.connection = connection;
    this.peerId = peerId;
    this.handler = handler;
    this.agreed = new HashMap<>();
    for (final String protocol : protocols) {
      final Capability capability = connection.capability(protocol);
      if (capability != null) {
        agreed.put(protocol, capability);
      }
    }
    this.receiver =
        Thread.ofVirtual().name("zks-receive-" + remoteAddress()).unstarted(this::deliver);
    this.sender = Thread.ofVirtual().name("zks-send-" + remoteAddress()).unstarted(this::drain);
  }

  static BesuZksConnection open(
      final PeerConnection connection,
      final Bytes peerId,
      final List<String> protocols,
      final ZksConnectionHandler handler) {
    final BesuZksConnection result = new BesuZksConnection(connection, peerId, protocols, handler);
    result.receiver.start();
    result.sender.start();
    return result;
  }

  /** Called on a network thread, never blocks; a peer that floods is cut. */
  void enqueueReceived(final String protocol, final MessageData data) {
    final int size = data.getSize();
    if (inboundBytes.addAndGet(size) > MAX_QUEUED_BYTES
        || !inbound.offer(new Inbound(protocol, data, size))) {
      inboundBytes.addAndGet(-size);
      disconnect("more than %d unprocessed messages".formatted(inbound.size()));
    }
  }

  private void deliver() {
    handler.connected(this);
    try {
      while (open) {
        final Inbound next = inbound.take();
        inboundBytes.addAndGet(-next.size());
        handler.received(this, next.protocol(), next.data().getCode(), next.data().getData());
      }
    } catch (final InterruptedException e) {
      LOG.trace("Receiver of {} ends", remoteAddress());
    } catch (final RuntimeException e) {
      LOG.warn("zks message of {} could not be processed", remoteAddress(), e);
      disconnect("message could not be processed");
    } finally {
      handler.disconnected(this);
    }
  }

  private void drain() {
    final OutboundWindow window = new OutboundWindow(System::nanoTime);
    try {
      while (open) {
        final Outbound next = outbound.take();
        TimeUnit.NANOSECONDS.sleep(window.take(next.size()));
        connection.send(next.capability(), next.message());
        outboundBytes.addAndGet(-next.size());
      }
    } catch (final InterruptedException e) {
      LOG.trace("Sender of {} ends", remoteAddress());
    } catch (final PeerConnection.PeerNotConnected e) {
      LOG.debug("{} is gone: {}", remoteAddress(), e.getMessage());
    } catch (final RuntimeException e) {
      LOG.warn("zks message to {} could not be sent", remoteAddress(), e);
      disconnect("message could not be sent");
    }
  }

  /** The connection ended; the receiver reports it after what it is doing. */
  void closed() {
    open = false;
    receiver.interrupt();
    sender.interrupt();
  }

  /** Waits until the handler has seen the end. */
  void await(final java.time.Duration timeout) throws InterruptedException {
    receiver.join(timeout);
  }

  @Override
  public Bytes peerId() {
    return peerId;
  }

  @Override
  public String remoteAddress() {
    final var address = connection.getRemoteAddress();
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public boolean outbound() {
    return !connection.inboundInitiated();
  }

  @Override
  public OptionalInt version(final String capability) {
    final Capability found = agreed.get(capability);
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.getVersion());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException the capability was not agreed, or the message is larger than
   *     {@link #MAX_MESSAGE_BYTES}
   */
  @Override
  public boolean send(final String capability, final int code, final Bytes payload) {
    final Capability found = agreed.get(capability);
    if (found == null) {
      throw new IllegalArgumentException(capability + " was not agreed with " + remoteAddress());
    }
    if (payload.size() > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message %d of %s has %d bytes, more than %d"
              .formatted(code, capability, payload.size(), MAX_MESSAGE_BYTES));
    }
    if (!open) {
      return false;
    }
    final int size = payload.size();
    if (outboundBytes.addAndGet(size) > MAX_QUEUED_BYTES
        || !outbound.offer(new Outbound(found, new RawMessage(code, payload), size))) {
      outboundBytes.addAndGet(-size);
      return false;
    }
    return true;
  }

  @Override
  public void disconnect(final String reason) {
    LOG.info("zks peer {} is disconnected: {}", remoteAddress(), reason);
    connection.disconnect(DisconnectReason.SUBPROTOCOL_TRIGGERED);
  }
}
