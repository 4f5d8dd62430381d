/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.probe.session.Event.Ended;
import org.zknode.probe.session.Event.Pong;
import org.zknode.probe.session.Event.Received;
import org.zknode.rlp.RlpException;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.RawSession;
import org.zknode.rlpx.RlpxException;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.MessageType;
import org.zknode.zks.wire.ZksMessage;

/**
 * One connection to the node under test: answers Ping and eth by itself and hands out what comes on
 * {@code zks} and {@code zks_2fa}. {@link #next} is for one thread; sending is for any.
 */
public final class ProbeConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeConnection.class);

  /** How long our Disconnect may take to be written. */
  private static final Duration GOODBYE = Duration.ofMillis(500);

  /** A capability that both sides agreed on. */
  public record Lane(Capability capability, int offset) {}

  private final RawSession session;
  private final RawSession.RemoteHello hello;
  private final Optional<EthLane> eth;
  private final List<Lane> lanes;
  private final Inbox inbox = new Inbox();
  private final Semaphore reading = new Semaphore(1);
  private final Thread reader;
  private volatile boolean open = true;
  private volatile boolean closed;

  ProbeConnection(
      final RawSession session,
      final RawSession.RemoteHello hello,
      final EthStatus.Overrides overrides) {
    this.session = session;
    this.hello = hello;
    this.eth =
        session.agreed().stream()
            .filter(a -> a.capability().name().equals(EthLane.NAME))
            .findFirst()
            .map(a -> new EthLane(session, a, overrides));
    this.lanes =
        session.agreed().stream()
            .flatMap(
                a ->
                    Capabilities.find(a.capability().name(), a.capability().version()).stream()
                        .map(c -> new Lane(c, a.offset())))
            .toList();
    // A platform thread, as all of the probe: a flood must not keep the connections beside it from
    // running, and virtual threads are not preempted.
    this.reader = Thread.ofPlatform().daemon().name("probe-read").start(this::readLoop);
  }

  /** The node's Hello. */
  public RawSession.RemoteHello hello() {
    return hello;
  }

  /** Everything agreed, eth included, with its message ids. */
  public List<RawSession.Agreed> agreed() {
    return session.agreed();
  }

  Optional<EthLane> eth() {
    return eth;
  }

  /** The node's eth Status; empty without eth, or before it came. */
  public Optional<EthStatus> ethStatus() {
    return eth.flatMap(EthLane::statusNow);
  }

  /** The agreed version of {@code zks}. */
  public Optional<Lane> zks() {
    return lane(Capability.ZKS);
  }

  /** Where verifier messages go: inside {@code zks/3} and {@code zks/4}, else {@code zks_2fa}. */
  public Optional<Lane> verification() {
    return zks()
        .filter(lane -> lane.capability().carries(MessageType.VERIFIER_ROLE_REQUEST))
        .or(() -> lane(Capability.ZKS_2FA));
  }

  private Optional<Lane> lane(final String name) {
    return lanes.stream().filter(l -> l.capability().name().equals(name)).findFirst();
  }

  /** First absolute message id that belongs to nothing. */
  public int firstFreeId() {
    return session.agreed().stream()
        .mapToInt(a -> a.offset() + a.capability().messageCount())
        .max()
        .orElse(0x10);
  }

  private void readLoop() {
    Ended end;
    try {
      while (true) {
        reading.acquire();
        reading.release();
        dispatch(session.read());
      }
    } catch (final RawSession.DisconnectedException e) {
      end = new Ended("disconnected by the node: " + e.reason(), Optional.of(e.reason()));
    } catch (final RlpxException | RlpException e) {
      end = new Ended("the node broke the protocol: " + e.getMessage(), Optional.empty());
    } catch (final EOFException e) {
      end = new Ended("closed by the node without a Disconnect", Optional.empty());
    } catch (final IOException e) {
      end = new Ended("connection lost: " + e.getMessage(), Optional.empty());
    } catch (final InterruptedException e) {
      end = new Ended("closed by the probe", Optional.empty());
    }
    open = false;
    final String how = end.how();
    eth.ifPresent(lane -> lane.status().completeExceptionally(new IOException(how)));
    try {
      if (!closed) {
        inbox.put(end);
      }
    } catch (final InterruptedException e) {
      LOG.debug("closed by the probe before its end was seen: {}", how);
    }
  }

  private void dispatch(final RawSession.Message message) throws IOException, InterruptedException {
    if (RawSession.isPing(message)) {
      session.pong();
    } else if (RawSession.isPong(message)) {
      inbox.put(new Pong());
    } else if (eth.isPresent() && eth.get().owns(message.id())) {
      eth.get().received(message);
    } else {
      for (final Lane lane : lanes) {
        final int code = message.id() - lane.offset();
        if (code >= 0 && code < lane.capability().messageCount()) {
          inbox.put(new Received(lane.capability(), code, message.payload()));
        }
      }
    }
  }

  /** From now on messages are counted and dropped. */
  public void discard() {
    inbox.discard();
  }

  public long discarded() {
    return inbox.discarded();
  }

  /** Reads nothing more from the socket, except one message that may be under way. */
  public void pauseReading() throws InterruptedException {
    reading.acquire();
  }

  public void resumeReading() {
    reading.release();
  }

  /** False as soon as the end was read from the socket. */
  public boolean isOpen() {
    return open;
  }

  /** The next event; empty when none came in time. The end is given again and again. */
  public Optional<Event> next(final Duration timeout) throws InterruptedException {
    return inbox.next(timeout);
  }

  /**
   * Pings the node; what else comes meanwhile is kept for {@link #next}.
   *
   * @return empty when it answered, else what happened instead
   */
  public Optional<String> ping(final Duration timeout) throws InterruptedException {
    final long deadline = System.nanoTime() + timeout.toNanos();
    try {
      session.ping();
    } catch (final IOException e) {
      LOG.debug("ping failed, the reader says why: {}", e.toString());
    }
    while (true) {
      final Optional<Event> event = inbox.poll(Duration.ofNanos(deadline - System.nanoTime()));
      if (event.isEmpty()) {
        return Optional.of("no answer to a devp2p Ping within " + timeout);
      }
      switch (event.get()) {
        case Pong ignored -> {
          return Optional.empty();
        }
        case Ended end -> {
          return Optional.of(end.how());
        }
        case Received received -> inbox.putAside(received);
      }
    }
  }

  /** Sends a message; false when the connection is gone. */
  public boolean send(final Lane lane, final ZksMessage message) {
    return send(lane.offset() + lane.capability().id(message.type()), message.encode());
  }

  /** Sends any payload under any absolute message id; false when the connection is gone. */
  public boolean send(final int id, final Bytes payload) {
    return attempt(() -> session.write(id, payload));
  }

  /** Sends a frame as it is; false when the connection is gone. */
  public boolean sendFrame(final Bytes body) {
    return attempt(() -> session.writeFrame(body));
  }

  /** Sends a devp2p Ping without waiting; false when the connection is gone. */
  public boolean sendPing() {
    return attempt(session::ping);
  }

  private interface Write {
    void run() throws IOException;
  }

  private static boolean attempt(final Write write) {
    try {
      write.run();
      return true;
    } catch (final IOException e) {
      LOG.debug("write failed, the reader says why: {}", e.toString());
      return false;
    }
  }

  /** Closes without a word: what another thread is writing ends with it. */
  public void abort() {
    closed = true;
    attempt(session::close);
    reader.interrupt();
  }

  /** Says goodbye and closes; no effect when closed. */
  @Override
  public void close() {
    if (open && !closed && reading.tryAcquire()) {
      // A node that reads nothing more would hold us here.
      final Thread goodbye =
          Thread.ofVirtual()
              .name("probe-goodbye")
              .start(() -> attempt(() -> session.disconnect(DisconnectReason.CLIENT_QUITTING)));
      try {
        if (!goodbye.join(GOODBYE)) {
          LOG.debug("the node did not take our Disconnect within {}", GOODBYE);
        }
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    abort();
  }
}
