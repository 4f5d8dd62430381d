/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.PrivateKey;

/**
 * A devp2p node without discovery: listens, dials, keeps static peers connected. Which connections
 * stay, also of two with one node, is for the handler to say. Made by {@link #builder()}; all parts
 * run on virtual threads of this instance.
 */
public final class RlpxServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RlpxServer.class);

  /** Sockets that the kernel may hold ready for us. */
  private static final int BACKLOG = 50;

  private static final long TICK_MILLIS = 500;

  /** Time for every connection to say goodbye at stop, in milliseconds. */
  private static final long STOP_MILLIS = 3_000;

  private final PrivateKey key;
  private final RlpxLimits limits;
  private final RlpxHandler handler;
  private final SessionOpener opener;
  private final Predicate<InetAddress> admission;
  private final ServerSocket listener;
  private final String host;
  private final PeerTable peers = new PeerTable();
  private final RlpxShared shared;
  private final ConnectionSlots slots;
  private final UnfinishedHandshakes handshakes = new UnfinishedHandshakes();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Bytes> staticPeers = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("rlpx-tick").factory());

  private RlpxServer(final RlpxServerBuilder builder) throws IOException {
    this.key = builder.key;
    this.limits = builder.limits;
    this.handler = builder.handler;
    this.host = builder.host;
    this.admission = builder.admission;
    final Predicate<Bytes> allowed =
        builder.allowList.<Predicate<Bytes>>map(list -> list::contains).orElse(id -> true);
    this.opener = new SessionOpener(key, builder.clientId, builder.capabilities, allowed);
    this.shared = new RlpxShared(limits, builder.events, new AtomicLong());
    this.slots = new ConnectionSlots(limits.maxConnections());
    this.listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getByName(host), builder.port), BACKLOG);
    } catch (final IOException e) {
      listener.close();
      throw new IOException(
          "cannot listen for devp2p on %s:%d: %s".formatted(host, builder.port, e.getMessage()), e);
    }
  }

  public static RlpxServerBuilder builder() {
    return new RlpxServerBuilder();
  }

  static RlpxServer start(final RlpxServerBuilder builder) throws IOException {
    final RlpxServer server = new RlpxServer(builder);
    Thread.ofVirtual().name("rlpx-accept").start(server::acceptLoop);
    final Future<?> ticking =
        server.ticker.scheduleWithFixedDelay(
            server::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    LOG.debug("ticker started: {}", !ticking.isDone());
    return server;
  }

  /** Port that it listens on (the real one when 0 was asked for). */
  public int port() {
    return listener.getLocalPort();
  }

  /** How others reach it, with the bound host as it was given. */
  public Enode enode() {
    return new Enode(key.publicKey(), host, port());
  }

  /** The established connections. */
  public List<RlpxConnection> connections() {
    return peers.all().stream()
        .filter(PeerConnection::isOpen)
        .map(RlpxConnection.class::cast)
        .toList();
  }

  /** Inbound handshakes under way. */
  public int unfinishedHandshakes() {
    return handshakes.size();
  }

  /** Bytes in the write queues of all connections. */
  public long queuedBytes() {
    return shared.queuedBytes().get();
  }

  /**
   * Dials once. The future gets the connection after Hello, or an {@link IOException} ({@link
   * RlpxException} when the other side refused or broke the protocol).
   */
  public CompletableFuture<RlpxConnection> dial(final Enode target) {
    if (slots.tryTake()) {
      return start(target, slots::release);
    }
    shared.events().accept(RlpxEvent.CONNECTION_REFUSED);
    return CompletableFuture.failedFuture(
        new RlpxException(
            DisconnectReason.TOO_MANY_PEERS,
            "all %d connections are in use".formatted(limits.maxConnections())));
  }

  /** As {@link #dial}, beyond the limit of connections. */
  CompletableFuture<RlpxConnection> dialTrusted(final Enode target) {
    slots.takeTrusted();
    return start(target, slots::releaseTrusted);
  }

  private CompletableFuture<RlpxConnection> start(final Enode target, final Runnable release) {
    final CompletableFuture<RlpxConnection> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("rlpx-" + target.host() + ":" + target.port())
        .start(
            () -> {
              try {
                dialAndRun(target, result);
              } finally {
                release.run();
                result.completeExceptionally(new IOException("connection ended"));
              }
            });
    return result;
  }

  private void dialAndRun(final Enode target, final CompletableFuture<RlpxConnection> result) {
    try (Socket socket = new Socket()) {
      sockets.add(socket);
      try {
        if (isStopped()) {
          throw new IOException("stopped");
        }
        socket.connect(target.address(), (int) limits.connectTimeout().toMillis());
        run(open(socket, Optional.of(target)), result);
      } finally {
        sockets.remove(socket);
      }
    } catch (final IOException e) {
      result.completeExceptionally(e);
    }
  }

  /** Keeps a connection to that node: dials again with back-off until the server stops. */
  public void addStaticPeer(final Enode target) {
    if (staticPeers.add(target.nodeId())) {
      final StaticPeer peer =
          new StaticPeer(this, target, limits, () -> peers.isConnected(target.nodeId()));
      Thread.ofVirtual().name("rlpx-static-" + target.host()).start(() -> peer.run(stopped));
    }
  }

  private void acceptLoop() {
    while (!isStopped()) {
      try {
        accepted(listener.accept());
      } catch (final IOException e) {
        if (!isStopped()) {
          LOG.warn("accepting a devp2p connection failed: {}", e.toString());
        }
      } catch (final RuntimeException | Error e) {
        // One connection's failure must not close the door to all others.
        LOG.error("a devp2p connection was not taken", e);
      }
    }
  }

  private void accepted(final Socket socket) {
    if (!admission.test(socket.getInetAddress())) {
      LOG.debug("{} closed: not admitted", socket.getRemoteSocketAddress());
      closeQuietly(socket);
      return;
    }
    if (slots.isFull()) {
      LOG.debug("{} closed: too many connections", socket.getRemoteSocketAddress());
      shared.events().accept(RlpxEvent.CONNECTION_REFUSED);
      closeQuietly(socket);
      return;
    }
    handshakes
        .add(socket)
        .ifPresent(
            oldest -> {
              LOG.debug("{} closed: too many handshakes", oldest.getRemoteSocketAddress());
              shared.events().accept(RlpxEvent.HANDSHAKE_REFUSED);
              closeQuietly(oldest);
            });
    Thread.ofVirtual()
        .name("rlpx-" + socket.getRemoteSocketAddress())
        .start(() -> acceptAndRun(socket));
  }

  private void acceptAndRun(final Socket socket) {
    try (socket) {
      sockets.add(socket);
      final SessionOpener.Session session;
      try {
        session = open(socket, Optional.empty());
      } finally {
        handshakes.remove(socket);
      }
      if (!slots.tryTake()) {
        throw refused(
            session,
            RlpxEvent.CONNECTION_REFUSED,
            new RlpxException(
                DisconnectReason.TOO_MANY_PEERS,
                "all %d connections are in use".formatted(limits.maxConnections())));
      }
      try {
        run(session, new CompletableFuture<>());
      } finally {
        slots.release();
      }
    } catch (final IOException e) {
      LOG.debug("{}: {}", socket.getRemoteSocketAddress(), e.toString());
    } finally {
      sockets.remove(socket);
    }
  }

  private SessionOpener.Session open(final Socket socket, final Optional<Enode> target)
      throws IOException {
    socket.setTcpNoDelay(true);
    final Future<?> deadline =
        ticker.schedule(
            () -> closeLate(socket), limits.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return opener.open(socket, target, port());
    } catch (final IOException e) {
      shared.events().accept(RlpxEvent.HANDSHAKE_FAILED);
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }

  private void run(
      final SessionOpener.Session session, final CompletableFuture<RlpxConnection> result) {
    final PeerConnection connection = new PeerConnection(session, shared);
    peers.add(connection);
    if (isStopped()) {
      connection.disconnect(DisconnectReason.CLIENT_QUITTING);
    }
    try {
      result.complete(connection);
      connection.run(handler);
    } finally {
      peers.remove(connection);
    }
  }

  private RlpxException refused(
      final SessionOpener.Session session, final RlpxEvent event, final RlpxException refusal) {
    shared.events().accept(event);
    SessionOpener.goodbye(session.codec(), session.out(), refusal);
    return refusal;
  }

  private void closeLate(final Socket socket) {
    LOG.debug("{}: handshake took longer than {}", socket, limits.handshakeTimeout());
    shared.events().accept(RlpxEvent.HANDSHAKE_LATE);
    closeQuietly(socket);
  }

  private static void closeQuietly(final Socket socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      LOG.debug("closing {} failed: {}", socket, e.toString());
    }
  }

  private void tick() {
    final long now = System.nanoTime();
    for (final PeerConnection connection : peers.all()) {
      try {
        connection.tick(now);
      } catch (final RuntimeException | Error e) {
        // A ticker that throws is never called again, for no connection.
        LOG.error("{}: tick failed", connection, e);
      }
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Says goodbye to every peer, waits for them up to 3 s, then closes what is left. */
  @Override
  public void close() {
    if (isStopped()) {
      return;
    }
    stopped.countDown();
    try {
      listener.close();
    } catch (final IOException e) {
      LOG.debug("closing the listener failed: {}", e.toString());
    }
    peers.all().forEach(c -> c.disconnect(DisconnectReason.CLIENT_QUITTING));
    try {
      final boolean allGone = slots.awaitNone(STOP_MILLIS);
      LOG.debug("stopped, all connections closed: {}", allGone);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.forEach(RlpxServer::closeQuietly);
    ticker.shutdownNow();
  }
}
