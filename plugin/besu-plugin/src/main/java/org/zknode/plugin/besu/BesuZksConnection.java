/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.RawMessage;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.MalformedPayloadException;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksTransportMetrics;
import org.zknode.zks.connection.CutReason;

/**
 * One peer connection of Besu. What comes in is handed over as it is, compressed, on Besu's network
 * thread; what goes out is given to Besu as far as the window allows.
 */
final class BesuZksConnection implements ZksConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BesuZksConnection.class);

  /**
   * Bytes of one capability on their way to the socket: two of the largest messages, so that one is
   * made while the other one is sent. With what waits inbound (32 MiB) a peer that does not read
   * costs less than 64 MiB of heap.
   */
  static final long WINDOW_BYTES = 16L << 20;

  /**
   * Messages of one capability on their way to the socket. Upstream has 32, but waits for room
   * where our caller tries again after some milliseconds.
   */
  static final int WINDOW_MESSAGES = 256;

  /** Message id of the base protocol's Ping; its body is the empty list. */
  private static final int PING = 0x02;

  private static final Bytes EMPTY_LIST = Bytes.of(0xc0);

  /**
   * A message holds no more than its frame, in bytes (24-bit size); {@link WireBytes} refuses
   * frames long before, but what it read may be several that came at once.
   */
  static final long MAX_FRAME_BYTES = 16L << 20;

  /** What the handler knows of the connection. */
  private enum Told {
    NOTHING,
    CONNECTED,
    GONE
  }

  private record Agreed(Capability capability, OutboundWindow window) {}

  private final PeerConnection connection;
  private final Bytes peerId;
  private final ConnectionShared shared;
  private final Map<String, Agreed> agreed = new HashMap<>();
  private final Channel channel;
  private final WireBytes wireBytes;
  private final ReadGate gate;
  private final AtomicReference<Told> told = new AtomicReference<>(Told.NOTHING);

  /** The handler hears of the connection before it hears of its messages. */
  private final Object turn = new Object();

  private volatile boolean offended;

  private BesuZksConnection(
      final PeerConnection connection,
      final Bytes peerId,
      final List<String> protocols,
      final ConnectionShared shared) {
    this.connection = connection;
    this.peerId = peerId;
    this.shared = shared;
    for (final String protocol : protocols) {
      final Capability capability = connection.capability(protocol);
      if (capability != null) {
        // Each capability has its own: a replay at full rate must not shut out the verifiers.
        agreed.put(
            protocol,
            new Agreed(
                capability, new OutboundWindow(WINDOW_BYTES, WINDOW_MESSAGES, shared.outbound())));
      }
    }
    this.channel = shared.access().channel(connection);
    this.wireBytes =
        new WireBytes(
            connection.inboundInitiated(), shared.unfinishedBytes(), this::refuseUnfinished);
    this.gate = new ReadGate(channel, this::ping, shared.paused());
  }

  /** Measures what is received from now on; {@link #begin} is still to be called. */
  static BesuZksConnection open(
      final PeerConnection connection,
      final Bytes peerId,
      final List<String> protocols,
      final ConnectionShared shared) {
    final BesuZksConnection result = new BesuZksConnection(connection, peerId, protocols, shared);
    result.wireBytes.install(result.channel);
    shared.gate().guard(result.channel);
    return result;
  }

  /**
   * Tells the handler, which may end it, or another one whose place it takes. On the caller's
   * thread, so that a refused newcomer is gone before the next one comes: those that wait for their
   * turn would keep out one that is let in.
   */
  void begin() {
    try {
      synchronized (turn) {
        shared.handler().connected(this);
      }
    } catch (final Throwable e) {
      // Errors too: they must not reach the network's thread, and the peer must not wait.
      LOG.warn("zks connection of {} could not be taken", remoteAddress(), e);
      disconnect("connection could not be taken");
    }
    if (!told.compareAndSet(Told.NOTHING, Told.CONNECTED)) {
      shared.handler().disconnected(this);
    }
  }

  /** Called on the connection's network thread, which decompresses nothing. */
  void received(final String protocol, final MessageData data) {
    final long wire = Math.min(wireBytes.last(), MAX_FRAME_BYTES);
    final Received message =
        new Received(protocol, data, Math.max(data.getSize(), wire), shared.metrics());
    try {
      synchronized (turn) {
        shared.handler().received(this, message);
      }
    } catch (final Throwable e) {
      // Errors too: they must not reach the network's thread, and the peer must not wait.
      LOG.warn("zks message of {} could not be taken", remoteAddress(), e);
      disconnect("message could not be taken");
    }
  }

  /**
   * Memory that a peer can claim is bounded although it chooses the compression: Besu refuses a
   * frame whose snappy header claims more than 10 MiB before anything is decompressed (DeFramer;
   * the very first message of a connection, decompressed at once, may claim 16 MiB), decompression
   * allocates what the header claims and fails when that is wrong, and a message counts as the
   * larger of that claim and its bytes on the wire.
   */
  private record Received(
      String capability, MessageData data, long cost, ZksTransportMetrics metrics)
      implements InboundMessage {
    @Override
    public int code() {
      return data.getCode();
    }

    @Override
    public Bytes payload() throws MalformedPayloadException {
      try {
        return data.getData();
      } catch (final RuntimeException notSnappy) {
        metrics.malformedMessages.increment();
        throw new MalformedPayloadException(notSnappy);
      }
    }
  }

  private void refuseUnfinished(final String what) {
    shared.metrics().inboundOverflows.increment();
    reportOffence(CutReason.MALFORMED.offences());
    disconnect(what);
  }

  /** Besu ends the connection for a frame that it could not decode. */
  void refusedByBesu() {
    shared.metrics().malformedMessages.increment();
    reportOffence(CutReason.MALFORMED.offences());
  }

  /** The connection ended. */
  void closed() {
    if (offended) {
      gate.shut();
    } else {
      gate.open();
    }
    if (told.getAndSet(Told.GONE) == Told.CONNECTED) {
      shared.handler().disconnected(this);
    }
  }

  private boolean isOpen() {
    return told.get() != Told.GONE;
  }

  @Override
  public Bytes peerId() {
    return peerId;
  }

  @Override
  public Bytes localId() {
    return shared.localId();
  }

  @Override
  public String remoteAddress() {
    final var address = connection.getRemoteAddress();
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public Optional<InetAddress> address() {
    return Optional.ofNullable(connection.getRemoteAddress().getAddress());
  }

  @Override
  public boolean outbound() {
    return !connection.inboundInitiated();
  }

  @Override
  public OptionalInt version(final String capability) {
    final Agreed found = agreed.get(capability);
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.capability().getVersion());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException the capability was not agreed, or the message is larger than
   *     {@link ZksConnection#MAX_MESSAGE_BYTES}
   */
  @Override
  public boolean send(final String capability, final int code, final Bytes payload) {
    final Agreed found = agreed.get(capability);
    if (found == null) {
      throw new IllegalArgumentException(capability + " was not agreed with " + remoteAddress());
    }
    final int size = payload.size();
    if (size > MAX_MESSAGE_BYTES) {
      shared.metrics().oversizedSends.increment();
      throw new IllegalArgumentException(
          "message %d of %s has %d bytes, more than the %d that every receiver takes"
              .formatted(code, capability, size, MAX_MESSAGE_BYTES));
    }
    if (!isOpen()) {
      return false;
    }
    final OutboundWindow window = found.window();
    if (!window.take(size)) {
      shared.metrics().fullWindows.increment();
      return false;
    }
    boolean given = false;
    try {
      connection.send(found.capability(), new RawMessage(code, payload));
      given = true;
    } catch (final PeerConnection.PeerNotConnected e) {
      LOG.debug("{} is gone: {}", remoteAddress(), e.getMessage());
      return false;
    } finally {
      if (given) {
        // Besu's framer passes on what is not a message of its own, and a channel completes its
        // writes in their order: when this empty one is done, the message before is in the socket.
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> window.giveBack(size));
      } else {
        window.giveBack(size);
      }
    }
    return true;
  }

  @Override
  public void pauseReading(final boolean paused) {
    if (isOpen() || !paused) {
      gate.set(paused);
    }
  }

  private void ping() {
    try {
      connection.send(null, new RawMessage(PING, EMPTY_LIST));
    } catch (final PeerConnection.PeerNotConnected e) {
      LOG.trace("{} is gone: {}", remoteAddress(), e.getMessage());
    }
  }

  @Override
  public void reportOffence(final int offences) {
    offended = true;
    if (connection.inboundInitiated()) {
      shared.gate().offended(connection.getRemoteAddress(), offences, wireBytes.longest());
    }
  }

  @Override
  public void disconnect(final String reason) {
    LOG.debug("zks peer {} is disconnected: {}", remoteAddress(), reason);
    connection.disconnect(DisconnectReason.SUBPROTOCOL_TRIGGERED);
  }

  @Override
  public void refuse(final Refusal refusal, final String reason) {
    LOG.debug("zks peer {} is refused: {}", remoteAddress(), reason);
    connection.disconnect(
        switch (refusal) {
          case ALREADY_CONNECTED -> DisconnectReason.ALREADY_CONNECTED;
          case TOO_MANY_PEERS -> DisconnectReason.TOO_MANY_PEERS;
        });
  }
}
