/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.config.ChainConfig;
import org.zknode.rollup.config.ZksConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.zks.wire.Capability;

/**
 * Drives {@code zks} and {@code zks_2fa} on every connection that a transport reports: a bounded
 * inbound queue and one virtual thread for each, one connection for each node id. Connections may
 * come before {@link #start}; they are dealt with from then on.
 */
public final class ZksHub implements ZksConnectionHandler, Service {
  private static final Logger LOG = LoggerFactory.getLogger(ZksHub.class);

  private enum State {
    CREATED,
    STARTED,
    STOPPED
  }

  private final ZksConfig config;
  private final ZksMetrics metrics;
  private final ZksRole role;
  private final Duration slowReaderTimeout;
  private final Object lock = new Object();
  // By node id: the live connections. Guarded by lock, as is all below.
  private final Map<Bytes, PeerWorker> peers = new HashMap<>();
  // Also those whose connection is gone and that still deal with what had arrived.
  private final Set<PeerWorker> workers = new HashSet<>();
  private State state = State.CREATED;

  private ZksHub(
      final ZksConfig config,
      final Duration slowReaderTimeout,
      final Metrics metrics,
      final BiFunction<ZksHub, ZksMetrics, ZksRole> role) {
    this.config = config;
    this.slowReaderTimeout = slowReaderTimeout;
    this.metrics = new ZksMetrics(metrics);
    this.role = role.apply(this, this.metrics);
    metrics.gauge("zks_connections", "Live zks connections", this::connectionCount);
  }

  /**
   * The main node: serves blocks and asks verifiers.
   *
   * @param acceptedVerifiers addresses that may sign batches; asked at each authentication
   */
  public static ZksHub mainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock) {
    return mainNode(
        config, chain, source, acceptedVerifiers, metrics, clock, ZksLimits.SLOW_READER_TIMEOUT);
  }

  static ZksHub mainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock,
      final Duration slowReaderTimeout) {
    return new ZksHub(
        config,
        slowReaderTimeout,
        metrics,
        (hub, counters) ->
            new MainNodeZks(
                offered(config, true),
                new ReplayRecordMapper(chain),
                source,
                acceptedVerifiers,
                counters,
                clock));
  }

  /**
   * An external node: takes blocks from one main node at a time.
   *
   * @param verifier empty when this node signs no batches
   * @throws IllegalArgumentException the configuration names a main node by something else than 64
   *     bytes of hex
   */
  public static ZksHub externalNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics) {
    return new ZksHub(
        config,
        ZksLimits.SLOW_READER_TIMEOUT,
        metrics,
        (hub, counters) ->
            new ExternalNodeZks(
                offered(config, verifier.isPresent()),
                config,
                new ReplayRecordMapper(chain),
                sink,
                verifier,
                counters,
                hub::wakeUpPeers));
  }

  private static List<Capability> offered(final ZksConfig config, final boolean verification) {
    return config.versions().stream()
        .filter(c -> verification || !c.name().equals(Capability.ZKS_2FA))
        .toList();
  }

  /** The capabilities to advertise. */
  public List<CapabilityOffer> offers() {
    return role.offered().stream().map(ZksHub::offer).toList();
  }

  /**
   * What a hub with this configuration will offer, for hosts that need it before there is one.
   *
   * @param verification whether it takes part in verification: main nodes and verifiers
   */
  public static List<CapabilityOffer> offers(final ZksConfig config, final boolean verification) {
    return offered(config, verification).stream().map(ZksHub::offer).toList();
  }

  private static CapabilityOffer offer(final Capability capability) {
    return new CapabilityOffer(capability.name(), capability.version(), capability.messageCount());
  }

  /** The way to the verifiers; empty on an external node. */
  public Optional<VerifierNetwork> verifierNetwork() {
    return role instanceof MainNodeZks main ? Optional.of(main) : Optional.empty();
  }

  /** A new block is there: replays go on at once instead of at the next poll. */
  public void newBlock() {
    wakeUpPeers();
  }

  private void wakeUpPeers() {
    synchronized (lock) {
      peers.values().forEach(worker -> worker.link().inbox().wakeUp());
    }
  }

  private int connectionCount() {
    synchronized (lock) {
      return peers.size();
    }
  }

  @Override
  public String name() {
    return "zks";
  }

  @Override
  public void start() {
    role.start();
    synchronized (lock) {
      state = State.STARTED;
      workers.forEach(PeerWorker::start);
    }
  }

  @Override
  public void stop() {
    final List<PeerWorker> running;
    synchronized (lock) {
      running = List.copyOf(workers);
      state = State.STOPPED;
      peers.clear();
    }
    running.forEach(PeerWorker::stop);
    role.stop();
    try {
      for (final PeerWorker worker : running) {
        worker.join();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void connected(final ZksConnection connection) {
    final PeerLink link = new PeerLink(connection, metrics, slowReaderTimeout);
    final Optional<PeerWorker> existing;
    final Optional<String> refusal;
    synchronized (lock) {
      existing = Optional.ofNullable(peers.get(connection.peerId()));
      refusal = refusal(connection, existing);
      if (refusal.isEmpty()) {
        add(link);
      }
    }
    // The transport is called without the lock: it may call back.
    if (refusal.isPresent()) {
      LOG.info("zks peer {}: refused: {}", link, refusal.get());
      connection.disconnect(refusal.get());
      return;
    }
    LOG.info("zks peer {}: connected, {}", link, PeerStatus.capabilities(link));
    if (existing.isPresent()) {
      metrics.duplicateConnections.increment();
      existing.get().link().disconnect("already connected");
    }
  }

  private void add(final PeerLink link) {
    final PeerWorker worker = new PeerWorker(link, role.open(link), metrics, this::ended);
    peers.put(link.peerId(), worker);
    workers.add(worker);
    if (state == State.STARTED) {
      worker.start();
    }
  }

  private Optional<String> refusal(
      final ZksConnection connection, final Optional<PeerWorker> existing) {
    if (state == State.STOPPED) {
      return Optional.of("shutting down");
    }
    if (existing.isPresent()) {
      if (DuplicateRule.keepsExisting(existing.get().link().connection(), connection)) {
        metrics.duplicateConnections.increment();
        return Optional.of("already connected");
      }
      return Optional.empty();
    }
    if (peers.size() >= config.maxConnections()) {
      metrics.refusedConnections.increment();
      return Optional.of("too many zks connections");
    }
    return Optional.empty();
  }

  @Override
  public void received(
      final ZksConnection connection,
      final String capability,
      final int code,
      final Bytes payload) {
    final Optional<PeerWorker> worker = worker(connection);
    if (worker.isPresent()
        && !worker.get().link().inbox().offer(new PeerInbox.Frame(capability, code, payload))) {
      metrics.inboxOverflows.increment();
      LOG.warn("zks peer {}: inbound queue is full", worker.get().link());
      // What waits is still dealt with, so that the next connection asks for what is missing only.
      disconnected(connection);
      connection.disconnect("inbound queue is full");
    }
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    final Optional<PeerWorker> worker = worker(connection);
    if (worker.isPresent()) {
      LOG.info("zks peer {}: disconnected", worker.get().link());
      synchronized (lock) {
        peers.remove(connection.peerId(), worker.get());
        if (state == State.CREATED) {
          workers.remove(worker.get());
        }
      }
      worker.get().link().inbox().close();
    }
  }

  private Optional<PeerWorker> worker(final ZksConnection connection) {
    synchronized (lock) {
      return Optional.ofNullable(peers.get(connection.peerId()))
          .filter(worker -> worker.link().connection() == connection);
    }
  }

  private void ended(final PeerWorker worker) {
    synchronized (lock) {
      workers.remove(worker);
      peers.remove(worker.link().peerId(), worker);
    }
  }

  /** Peers, replay positions and authorised signers now. */
  public ZksSnapshot snapshot() {
    final List<PeerWorker> current;
    synchronized (lock) {
      current = new ArrayList<>(peers.values());
    }
    final List<PeerStatus> statuses = current.stream().map(PeerWorker::status).toList();
    return new ZksSnapshot(
        statuses,
        statuses.stream().map(PeerStatus::signer).flatMap(Optional::stream).distinct().toList());
  }
}
