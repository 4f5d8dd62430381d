/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RawSession;
import org.zknode.rlpx.RlpxException;
import org.zknode.zks.wire.Capability;

/** Makes sessions with the node under test. */
public final class Dialer {
  private static final String CLIENT_ID = "zknode-zks-probe/v1";

  /** Pause before a node is dialled again that still has our last connection. */
  private static final long RETRY_MILLIS = 100;

  /** The first three bytes of loopback addresses; the fourth one may be any. */
  private static final String LOOPBACK = "127.0.0.";

  private final Enode target;
  private final Duration timeout;
  private final EthStatus.Overrides overrides;
  private final Optional<InetAddress> from;

  /**
   * @param timeout of each step: connect, handshake, Status, Ping
   */
  public Dialer(final Enode target, final Duration timeout, final EthStatus.Overrides overrides) {
    this(target, timeout, overrides, Optional.empty());
  }

  private Dialer(
      final Enode target,
      final Duration timeout,
      final EthStatus.Overrides overrides,
      final Optional<InetAddress> from) {
    this.target = target;
    this.timeout = timeout;
    this.overrides = overrides;
    this.from = from;
  }

  /**
   * The same from an address that is not the others': nodes refuse addresses from which too much
   * comes that breaks the protocol, and one machine has many on its loopback network. A node that
   * is not reached by loopback sees one address only.
   *
   * @param which 2 to 254
   */
  public Dialer elsewhere(final int which) {
    return new Dialer(target, timeout, overrides, loopback(which));
  }

  /** Whether {@link #elsewhere} found an address of its own. */
  public boolean isElsewhere() {
    return from.isPresent();
  }

  private Optional<InetAddress> loopback(final int which) {
    try {
      final InetAddress node = InetAddress.getByName(target.host());
      final InetAddress second = InetAddress.getByName(LOOPBACK + which);
      if (node.isLoopbackAddress() && node instanceof Inet4Address) {
        // Not every system has it without further ado.
        try (Socket socket = new Socket()) {
          socket.bind(new InetSocketAddress(second, 0));
          return Optional.of(second);
        }
      }
      return Optional.empty();
    } catch (final IOException none) {
      return Optional.empty();
    }
  }

  public Enode target() {
    return target;
  }

  /**
   * A session with one of those versions of {@code zks}: Status exchanged, Ping answered.
   *
   * @param receiveBuffer of the socket, in bytes
   */
  public ProbeConnection open(
      final PrivateKey key, final List<Capability> offers, final OptionalInt receiveBuffer)
      throws ConnectFailure, InterruptedException {
    final long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return openOnce(key, offers, receiveBuffer);
      } catch (final ConnectFailure e) {
        if (!e.isPassing() || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private ProbeConnection openOnce(
      final PrivateKey key, final List<Capability> offers, final OptionalInt receiveBuffer)
      throws ConnectFailure, InterruptedException {
    final ProbeConnection connection = connect(key, hello(offers), receiveBuffer);
    try {
      if (connection.zks().isEmpty()) {
        throw failure(
            "agrees on none of %s; it offers %s".formatted(offers, connection.hello().offered()));
      }
      awaitReady(connection);
      return connection;
    } catch (final ConnectFailure | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The TCP connection, the RLPx handshake and Hello; whatever is agreed. */
  public ProbeConnection connect(
      final PrivateKey key,
      final List<org.zknode.rlpx.Capability> offers,
      final OptionalInt receiveBuffer)
      throws ConnectFailure {
    final RawSession session = handshake(key, receiveBuffer);
    try {
      return new ProbeConnection(session, session.hello(CLIENT_ID, offers), overrides);
    } catch (final IOException | RuntimeException e) {
      close(session, e);
      throw translate(e);
    }
  }

  /** The TCP connection and the RLPx handshake, without Hello. */
  public RawSession handshake(final PrivateKey key, final OptionalInt receiveBuffer)
      throws ConnectFailure {
    try {
      return RawSession.dial(target, from, key, timeout, receiveBuffer);
    } catch (final IOException | RuntimeException e) {
      throw translate(e);
    }
  }

  /** What Hello offers: every eth version and those. */
  public static List<org.zknode.rlpx.Capability> hello(final List<Capability> offers) {
    final List<org.zknode.rlpx.Capability> all = new ArrayList<>(EthLane.offers());
    offers.forEach(
        c -> all.add(new org.zknode.rlpx.Capability(c.name(), c.version(), c.messageCount())));
    return all;
  }

  private void awaitReady(final ProbeConnection connection)
      throws ConnectFailure, InterruptedException {
    if (connection.eth().isPresent()) {
      try {
        connection.eth().get().status().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      } catch (final TimeoutException e) {
        throw failure("sent no eth Status within " + timeout);
      } catch (final ExecutionException e) {
        throw ended(connection, e.getCause().getMessage());
      }
    }
    // Nodes refuse after Hello too, and all answer Ping.
    final Optional<String> trouble = connection.ping(timeout);
    if (trouble.isPresent()) {
      throw ended(connection, trouble.get());
    }
  }

  private ConnectFailure ended(final ProbeConnection connection, final String how)
      throws InterruptedException {
    final boolean noRoom =
        connection
            .next(Duration.ZERO)
            .filter(Event.Ended.class::isInstance)
            .flatMap(e -> ((Event.Ended) e).reason())
            .filter(Dialer::isPassing)
            .isPresent();
    return new ConnectFailure("%s ended the session: %s".formatted(target, how), noRoom);
  }

  private ConnectFailure translate(final Exception failure) {
    if (failure instanceof RawSession.DisconnectedException refusal) {
      return new ConnectFailure(
          "%s refused the session: %s".formatted(target, refusal.reason()),
          isPassing(refusal.reason()));
    }
    if (failure instanceof EOFException || String.valueOf(failure.getMessage()).contains("reset")) {
      return ConnectFailure.refused(
          target
              + " closed the connection during the RLPx handshake: the enode has another node's id, or"
              + " the node does not allow ours, has no room or has had enough from our address");
    }
    return switch (failure) {
      case SocketTimeoutException e ->
          failure(
              "gave no answer within %s (TCP connect, RLPx handshake, Hello)".formatted(timeout));
      case ConnectException e -> failure("takes no connection: " + e.getMessage());
      case UnknownHostException e -> failure("cannot be found: unknown host " + target.host());
      case RlpxException e -> failure("fails the RLPx handshake: " + e.getMessage());
      default -> failure("could not be reached: " + failure.getMessage());
    };
  }

  private ConnectFailure failure(final String what) {
    return new ConnectFailure("%s %s".formatted(target, what));
  }

  private static boolean isPassing(final DisconnectReason reason) {
    return reason == DisconnectReason.ALREADY_CONNECTED
        || reason == DisconnectReason.TOO_MANY_PEERS;
  }

  private static void close(final RawSession session, final Exception failure) {
    try {
      session.close();
    } catch (final IOException e) {
      failure.addSuppressed(e);
    }
  }
}
