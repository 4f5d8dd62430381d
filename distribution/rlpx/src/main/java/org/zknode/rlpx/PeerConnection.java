/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One established connection: a reading thread (the caller of {@link #run}) and a writing thread
 * with a bounded queue in front of it.
 */
final class PeerConnection implements RlpxConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

  /** How long the other side may take to close after our Disconnect. */
  private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  /** How long our own Disconnect may take to be written. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** Room beyond the queue of messages, so that Ping and Disconnect get through. */
  private static final int CONTROL_SLOTS = 8;

  private final SessionOpener.Session session;
  private final RlpxLimits limits;
  private final InetSocketAddress remoteAddress;
  private final BlockingQueue<byte[]> queue;
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicInteger queuedMessages = new AtomicInteger();
  private final AtomicReference<DisconnectReason> closing = new AtomicReference<>();
  private final long establishedAt = System.nanoTime();
  private volatile long closingSince;
  private volatile long lastReceived = System.nanoTime();
  private volatile long lastPing = System.nanoTime();
  private volatile long writeStarted;
  private volatile boolean handling;
  private volatile boolean lastFrameQueued;

  PeerConnection(final SessionOpener.Session session, final RlpxLimits limits) {
    this.session = session;
    this.limits = limits;
    this.remoteAddress = (InetSocketAddress) session.socket().getRemoteSocketAddress();
    this.queue = new ArrayBlockingQueue<>(limits.queueMessages() + CONTROL_SLOTS);
  }

  /** Reads until the connection ends; calls the handler; returns why it ended. */
  void run(final RlpxHandler handler) {
    final Thread writer =
        Thread.ofVirtual().name("rlpx-write-" + remoteAddress).start(this::writeLoop);
    DisconnectReason reason = DisconnectReason.TCP_ERROR;
    try {
      handler.connected(this);
      reason = readLoop(handler);
    } catch (final RlpxException e) {
      LOG.debug("{}: {}", this, e.getMessage());
      reason = e.reason();
      sayGoodbye(reason);
    } catch (final IOException e) {
      LOG.debug("{}: connection lost: {}", this, e.toString());
    } catch (final RuntimeException e) {
      LOG.warn("{}: handler failed", this, e);
      reason = DisconnectReason.SUBPROTOCOL_ERROR;
      sayGoodbye(reason);
    } finally {
      final DisconnectReason own =
          closing.getAndUpdate(r -> r == null ? DisconnectReason.TCP_ERROR : r);
      if (own != null) {
        awaitGoodbye(writer);
      }
      closeSocket();
      writer.interrupt();
      handler.disconnected(this, own == null ? reason : own);
    }
  }

  /** Our Disconnect is written by the writer; a broken socket ends it at once. */
  private static void awaitGoodbye(final Thread writer) {
    try {
      if (!writer.join(GOODBYE)) {
        LOG.debug("{} did not get its Disconnect out within {}", writer.getName(), GOODBYE);
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
      final byte[] body = session.codec().read(session.in(), maxFrame);
      lastReceived = System.nanoTime();
      final BaseProtocol.Id id = BaseProtocol.id(body);
      if (id.id() == BaseProtocol.DISCONNECT) {
        return BaseProtocol.disconnectReason(body, id.dataOffset());
      }
      if (closing.get() != null) {
        continue;
      }
      if (id.id() >= Multiplexer.FIRST_ID) {
        dispatch(handler, id, body);
      } else if (id.id() == BaseProtocol.PING) {
        control(BaseProtocol.PONG, BaseProtocol.emptyPayload());
      } else if (id.id() == BaseProtocol.HELLO) {
        throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "second Hello");
      }
    }
  }

  private void dispatch(final RlpxHandler handler, final BaseProtocol.Id id, final byte[] body)
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
    final Bytes payload = SnappyCodec.decompress(body, id.dataOffset(), limits.maxMessageBytes());
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
      while (true) {
        final byte[] body = queue.take();
        writeStarted = System.nanoTime();
        session.codec().write(session.out(), body, body.length);
        session.out().flush();
        writeStarted = 0;
        if (BaseProtocol.id(body).id() >= Multiplexer.FIRST_ID) {
          queuedBytes.addAndGet(-body.length);
          queuedMessages.decrementAndGet();
        }
        if (lastFrameQueued && queue.isEmpty()) {
          // Half-close: the other side reads our Disconnect before it sees the end.
          session.socket().shutdownOutput();
          return;
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final IOException e) {
      LOG.debug("{}: write failed: {}", this, e.toString());
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
      throw new IllegalArgumentException(
          "message of %d bytes, at most %d can be sent"
              .formatted(payload.size(), limits.maxMessageBytes()));
    }
    if (closing.get() != null
        || queuedMessages.get() >= limits.queueMessages()
        || isFullFor(payload.size())) {
      return false;
    }
    final byte[] body;
    try {
      body = BaseProtocol.compressed(slot.offset() + code, payload);
    } catch (final IOException e) {
      throw new IllegalStateException("snappy could not compress", e);
    }
    if (body.length > FrameCodec.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException(
          "message of %d bytes compresses to %d, a frame has at most %d"
              .formatted(payload.size(), body.length, FrameCodec.MAX_FRAME_BYTES));
    }
    return enqueue(body);
  }

  /**
   * Before compressing, which costs: a sender that waits for room asks again every few
   * milliseconds. What compresses well is refused a little early.
   */
  private boolean isFullFor(final int bytes) {
    final int queued = queuedBytes.get();
    return queued > 0 && queued + (long) bytes > limits.queueBytes();
  }

  private boolean enqueue(final byte[] body) {
    if (queuedMessages.incrementAndGet() > limits.queueMessages()) {
      queuedMessages.decrementAndGet();
      return false;
    }
    // An empty queue takes one message of any size, else a small queue could never send it.
    final int before = queuedBytes.getAndAdd(body.length);
    if ((before > 0 && before + (long) body.length > limits.queueBytes()) || !queue.offer(body)) {
      queuedBytes.addAndGet(-body.length);
      queuedMessages.decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean control(final int id, final Bytes payload) {
    try {
      return queue.offer(BaseProtocol.compressed(id, payload));
    } catch (final IOException e) {
      throw new IllegalStateException("snappy could not compress", e);
    }
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
    lastFrameQueued = true;
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
    final long writing = writeStarted;
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

  long establishedAt() {
    return establishedAt;
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
  public String toString() {
    return "%s %s@%s"
        .formatted(
            outbound() ? "to" : "from",
            peerId().slice(0, 4).toUnprefixedHexString(),
            remoteAddress);
  }
}
