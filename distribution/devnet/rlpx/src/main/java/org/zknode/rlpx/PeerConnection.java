/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One established connection: a reading thread (the caller of {@link #run}) and a writing thread.
 */
final class PeerConnection implements RlpxConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

  /** How long the other side may take to close after our Disconnect. */
  private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  /** How long our own Disconnect may take to be written. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final SessionOpener.Session session;
  private final RlpxLimits limits;
  private final InetSocketAddress remoteAddress;
  private final RlpxShared shared;
  private final FrameWriter writer;
  private final AtomicReference<DisconnectReason> closing = new AtomicReference<>();
  private final PingBudget pings = new PingBudget(System.nanoTime());
  private volatile long closingSince;
  private volatile long lastReceived = System.nanoTime();
  private volatile long lastPing = System.nanoTime();
  private volatile boolean handling;
  private volatile boolean brokeProtocol;

  PeerConnection(final SessionOpener.Session session, final RlpxShared shared) {
    this.session = session;
    this.shared = shared;
    this.limits = shared.limits();
    this.writer =
        new FrameWriter(session.codec(), session.out(), session.multiplexer().shared(), shared);
    this.remoteAddress = (InetSocketAddress) session.socket().getRemoteSocketAddress();
  }

  /** Reads until the connection ends; calls the handler; returns why it ended. */
  void run(final RlpxHandler handler) {
    final Thread writing =
        Thread.ofVirtual().name("rlpx-write-" + remoteAddress).start(this::writeLoop);
    DisconnectReason reason = DisconnectReason.TCP_ERROR;
    try {
      handler.connected(this);
      reason = readLoop(handler);
    } catch (final RlpxException e) {
      LOG.debug("{}: {}", this, e.getMessage());
      shared.events().accept(RlpxEvent.MALFORMED_MESSAGE);
      brokeProtocol = true;
      reason = e.reason();
      sayGoodbye(reason);
    } catch (final IOException e) {
      LOG.debug("{}: connection lost: {}", this, e.toString());
    } catch (final RuntimeException | Error e) {
      LOG.warn("{}: handler failed", this, e);
      reason = DisconnectReason.SUBPROTOCOL_ERROR;
      sayGoodbye(reason);
    } finally {
      final DisconnectReason own =
          closing.getAndUpdate(r -> r == null ? DisconnectReason.TCP_ERROR : r);
      if (own != null) {
        awaitGoodbye(writing);
      }
      closeSocket();
      writing.interrupt();
      handler.disconnected(this, own == null ? reason : own);
    }
  }

  /** Our Disconnect is written by the writer; a broken socket ends it at once. */
  private static void awaitGoodbye(final Thread writing) {
    try {
      if (!writing.join(GOODBYE)) {
        LOG.debug("{} did not get its Disconnect out within {}", writing.getName(), GOODBYE);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private DisconnectReason readLoop(final RlpxHandler handler) throws IOException {
    // A frame holds the id and the compressed message; random data grows a little.
    final int maxFrame =
        (int)
            Math.min(
                FrameCodec.MAX_FRAME_BYTES,
                64L + limits.maxMessageBytes() + limits.maxMessageBytes() / 6);
    while (true) {
      final FrameCodec.Body body = session.codec().readBody(session.in(), maxFrame);
      lastReceived = System.nanoTime();
      final BaseProtocol.Id id = BaseProtocol.id(body.bytes());
      if (id.id() == BaseProtocol.DISCONNECT) {
        return BaseProtocol.disconnectReason(
            Arrays.copyOf(body.bytes(), body.length()), id.dataOffset());
      }
      if (closing.get() != null) {
        continue;
      }
      if (id.id() >= Multiplexer.FIRST_ID) {
        dispatch(handler, id, body);
      } else if (id.id() == BaseProtocol.PING) {
        pings.take(lastReceived);
        control(BaseProtocol.PONG, BaseProtocol.emptyPayload());
      } else if (id.id() == BaseProtocol.HELLO) {
        throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "second Hello");
      }
    }
  }

  private void dispatch(
      final RlpxHandler handler, final BaseProtocol.Id id, final FrameCodec.Body body)
      throws RlpxException {
    final Multiplexer.Slot slot =
        session
            .multiplexer()
            .slot(id.id())
            .orElseThrow(
                () ->
                    new RlpxException(
                        DisconnectReason.BREACH_OF_PROTOCOL,
                        "message id %d belongs to no agreed capability".formatted(id.id())));
    final Bytes payload =
        SnappyCodec.decompress(
            body.bytes(), id.dataOffset(), body.length(), limits.maxMessageBytes());
    handling = true;
    try {
      handler.message(this, slot.capability().name(), id.id() - slot.offset(), payload);
    } finally {
      lastReceived = System.nanoTime();
      handling = false;
    }
  }

  private void writeLoop() {
    try {
      writer.run();
      // Half-close: the other side reads our Disconnect before it sees the end.
      session.socket().shutdownOutput();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final IOException e) {
      LOG.debug("{}: write failed: {}", this, e.toString());
      closeSocket();
    } catch (final RuntimeException | Error e) {
      // Else the connection stays, and nothing is ever written to it again.
      LOG.warn("{}: write failed", this, e);
      closeSocket();
    }
  }

  @Override
  public boolean send(final String capability, final int code, final Bytes payload) {
    final Multiplexer.Slot slot =
        session
            .multiplexer()
            .slot(capability)
            .orElseThrow(() -> new IllegalArgumentException(capability + " was not agreed"));
    if (code < 0 || code >= slot.capability().messageCount()) {
      throw new IllegalArgumentException("%s has no message %d".formatted(slot.capability(), code));
    }
    if (payload.size() > limits.maxMessageBytes()) {
      shared.events().accept(RlpxEvent.OVERSIZED_SEND);
      throw new IllegalArgumentException(
          "message of %d bytes, at most %d can be sent"
              .formatted(payload.size(), limits.maxMessageBytes()));
    }
    if (closing.get() != null) {
      return false;
    }
    if (writer.hasRoom(capability, payload.size())) {
      final FrameBuffer frame = frame(slot.offset() + code, payload);
      if (frame.bodyLength() > FrameCodec.MAX_FRAME_BYTES) {
        shared.events().accept(RlpxEvent.OVERSIZED_SEND);
        throw new IllegalArgumentException(
            "message of %d bytes compresses to %d, a frame has at most %d"
                .formatted(payload.size(), frame.bodyLength(), FrameCodec.MAX_FRAME_BYTES));
      }
      if (writer.offer(capability, frame)) {
        return true;
      }
    }
    shared.events().accept(RlpxEvent.QUEUE_FULL);
    return false;
  }

  private static FrameBuffer frame(final int id, final Bytes payload) {
    try {
      return FrameBuffer.compressed(id, payload);
    } catch (final IOException e) {
      throw new IllegalStateException("snappy could not compress", e);
    }
  }

  private boolean control(final int id, final Bytes payload) {
    return writer.offerControl(frame(id, payload), id == BaseProtocol.DISCONNECT);
  }

  @Override
  public void disconnect(final DisconnectReason reason) {
    sayGoodbye(reason);
  }

  private void sayGoodbye(final DisconnectReason reason) {
    if (!closing.compareAndSet(null, reason)) {
      return;
    }
    closingSince = System.nanoTime();
    if (!control(BaseProtocol.DISCONNECT, BaseProtocol.disconnectPayload(reason))) {
      closeSocket();
    }
  }

  /** Called about every second: pings, and closes what is silent, stuck or lingering. */
  void tick(final long now) {
    final long idle = limits.idleTimeout().toNanos();
    if (closing.get() != null) {
      if (now - closingSince > LINGER_NANOS) {
        closeSocket();
      }
      return;
    }
    final long writing = writer.writeStarted();
    if (writing != 0 && now - writing > idle) {
      LOG.debug("{}: nothing could be written for {}", this, limits.idleTimeout());
      closeSocket();
    } else if (!handling && now - lastReceived > idle) {
      sayGoodbye(DisconnectReason.TIMEOUT);
    } else if (now - Math.max(lastReceived, lastPing) > limits.pingInterval().toNanos()) {
      lastPing = now;
      control(BaseProtocol.PING, BaseProtocol.emptyPayload());
    }
  }

  void closeSocket() {
    try {
      final Socket socket = session.socket();
      socket.close();
    } catch (final IOException e) {
      LOG.debug("{}: close failed: {}", this, e.toString());
    }
  }

  @Override
  public Bytes peerId() {
    return session.remote().nodeId();
  }

  @Override
  public String clientId() {
    return session.remote().clientId();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean outbound() {
    return session.outbound();
  }

  @Override
  public List<Capability> capabilities() {
    return session.multiplexer().shared();
  }

  @Override
  public Optional<Capability> capability(final String name) {
    return session.multiplexer().slot(name).map(Multiplexer.Slot::capability);
  }

  @Override
  public boolean isOpen() {
    return closing.get() == null;
  }

  @Override
  public int longestMessage() {
    return session.codec().longestRead();
  }

  @Override
  public boolean brokeProtocol() {
    return brokeProtocol;
  }

  @Override
  public String toString() {
    return "%s %s@%s"
        .formatted(
            outbound() ? "to" : "from",
            peerId().slice(0, 4).toUnprefixedHexString(),
            remoteAddress);
  }
}
