/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.RawMessage;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.zks.connection.CutReason;

/**
 * One peer connection of Besu. A virtual thread of its own delivers what came in, in order and
 * decompressed off the network thread; what goes out is given to Besu as far as the window allows.
 */
final class BesuZksConnection implements ZksConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BesuZksConnection.class);

  /**
   * Bytes of one capability on their way to the socket: two of the largest messages, so that one is
   * made while the other one is sent. With the inbound queue (32 MiB) a peer that does not read
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

  private record Agreed(Capability capability, OutboundWindow window) {}

  private final PeerConnection connection;
  private final Bytes peerId;
  private final ConnectionShared shared;
  private final Map<String, Agreed> agreed = new HashMap<>();
  private final Channel channel;
  private final WireBytes wireBytes;
  private final ReadGate gate;
  private final InboundQueue inbound;
  private final Thread receiver;
  private volatile boolean open = true;
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
    this.inbound = new InboundQueue(gate, shared.inboundBytes());
    this.receiver =
        Thread.ofVirtual().name("zks-receive-" + remoteAddress()).unstarted(this::deliver);
  }

  /** Takes what is received from now on; {@link #begin} is still to be called. */
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
      shared.handler().connected(this);
    } catch (final Throwable e) {
      // Errors too: they must not reach the network's thread, and the peer must not wait.
      LOG.warn("zks connection of {} could not be taken", remoteAddress(), e);
      disconnect("connection could not be taken");
    } finally {
      receiver.start();
    }
  }

  /** Called on the connection's network thread, never blocks; a peer that floods is cut. */
  void enqueueReceived(final String protocol, final MessageData data) {
    if (!inbound.offer(protocol, data, wireBytes.last())) {
      shared.metrics().inboundOverflows.increment();
      reportOffence(CutReason.FLOOD_OFFENCES);
      disconnect(
          "more than %d messages or %d bytes wait to be processed"
              .formatted(InboundQueue.MAX_MESSAGES, InboundQueue.MAX_BYTES));
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

  private void deliver() {
    try {
      while (open) {
        final InboundQueue.Entry next = inbound.take();
        shared
            .handler()
            .received(this, next.protocol(), next.data().getCode(), decompressed(next.data()));
      }
    } catch (final InterruptedException e) {
      LOG.trace("Receiver of {} ends", remoteAddress());
    } catch (final MalformedMessageException e) {
      shared.metrics().malformedMessages.increment();
      reportOffence(CutReason.MALFORMED.offences());
      disconnect("malformed message: " + e.getCause().getMessage());
    } catch (final Throwable e) {
      // Errors too: the thread ends here, and the peer must not wait for it.
      LOG.warn("zks message of {} could not be processed", remoteAddress(), e);
      disconnect("message could not be processed");
    } finally {
      shared.handler().disconnected(this);
    }
  }

  private static final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(final RuntimeException cause) {
      super(cause);
    }
  }

  private static Bytes decompressed(final MessageData data) {
    try {
      return data.getData();
    } catch (final RuntimeException notSnappy) {
      throw new MalformedMessageException(notSnappy);
    }
  }

  /** The connection ended; the receiver reports it after what it is doing. */
  void closed() {
    open = false;
    if (offended) {
      gate.shut();
    } else {
      gate.open();
    }
    inbound.clear();
    receiver.interrupt();
  }

  /** Waits until the handler has seen the end. */
  void await(final Duration timeout) throws InterruptedException {
    receiver.join(timeout);
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
    if (!open) {
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
    if (open || !paused) {
      gate.set(ReadGate.Reason.HANDLER, paused);
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
}
