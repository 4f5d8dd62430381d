/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.zks.connection.CutReason;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.ZksEvent.AddressConnectionsExceeded;
import org.zknode.zks.connection.ZksEvent.MaxActiveConnectionsExceeded;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.wire.Capability;

/**
 * Drives {@code zks} and {@code zks_2fa} on every connection that a transport reports: a bounded
 * inbound queue and one virtual thread for each, one connection for each node id. Connections may
 * come before {@link #start}; they are dealt with from then on.
 */
public final class ZksHub implements ZksConnectionHandler, Service {
  private static final Logger LOG = LoggerFactory.getLogger(ZksHub.class);

  private static final Duration SLOW_READER_TIMEOUT =
      Duration.ofNanos(Limit.OUTBOUND_SECONDS.nanos());

  private enum State {
    CREATED,
    STARTED,
    STOPPED
  }

  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final ZksRole role;
  private final Duration slowReaderTimeout;
  private final LongSupplier nanoTime;
  private final boolean shareByAddress;
  private final Object lock = new Object();
  // Changed only under the lock.
  private final ConnectionRegistry<PeerWorker> peers;
  // Guarded by lock, as is all below. Also those whose connection is gone and that still deal with
  // what had arrived.
  private final Set<PeerWorker> workers = new HashSet<>();
  private State state = State.CREATED;

  private ZksHub(
      final ZksConfig config,
      final Duration slowReaderTimeout,
      final LongSupplier nanoTime,
      final Metrics metrics,
      final BiFunction<ZksHub, ZksMetrics, ZksRole> role) {
    this.peers = new ConnectionRegistry<>(config.maxConnections(), PeerWorker::use);
    this.nanoTime = nanoTime;
    this.shareByAddress = config.refuseOffenders();
    this.slowReaderTimeout = slowReaderTimeout;
    this.metrics = new ZksMetrics(metrics);
    this.reports = new ZksReports(this.metrics);
    this.role = role.apply(this, this.metrics);
    metrics.gauge("zks_connections", "Live zks connections", this::connectionCount);
  }

  /** A main node outside of a rollup node, whose status is only logged. */
  public static ZksHub mainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock) {
    return mainNode(
        config,
        chain,
        source,
        acceptedVerifiers,
        metrics,
        clock,
        new NodeStatusTracker(Clock.systemUTC(), event -> {}));
  }

  /**
   * The main node: serves blocks and asks verifiers.
   *
   * @param acceptedVerifiers addresses that may sign batches; asked at each authentication
   * @param status degraded while a peer waits for a record that no message carries
   */
  public static ZksHub mainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock,
      final NodeStatus status) {
    return mainNode(
        config,
        chain,
        source,
        acceptedVerifiers,
        metrics,
        clock,
        status,
        SLOW_READER_TIMEOUT,
        System::nanoTime);
  }

  static ZksHub mainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock,
      final NodeStatus status,
      final Duration slowReaderTimeout,
      final LongSupplier nanoTime) {
    return new ZksHub(
        config,
        slowReaderTimeout,
        nanoTime,
        metrics,
        (hub, counters) ->
            new MainNodeZks(
                offered(config, true),
                new ReplayRecordMapper(chain),
                source,
                acceptedVerifiers,
                peerId -> hub.peers.find(peerId).map(PeerWorker::peer),
                counters,
                clock,
                status));
  }

  /**
   * An external node: takes blocks from its configured main nodes, in turn.
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
    return externalNode(
        config,
        chain,
        sink,
        verifier,
        metrics,
        new NodeStatusTracker(Clock.systemUTC(), event -> {}));
  }

  /**
   * The same inside of a rollup node.
   *
   * @param status degraded while the main nodes bring no blocks
   */
  public static ZksHub externalNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics,
      final NodeStatus status) {
    return externalNode(config, chain, sink, verifier, metrics, status, ReplayTimes.DEFAULT);
  }

  static ZksHub externalNode(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics,
      final NodeStatus status,
      final ReplayTimes times) {
    return new ZksHub(
        config,
        SLOW_READER_TIMEOUT,
        System::nanoTime,
        metrics,
        (hub, counters) ->
            new ExternalNodeZks(
                offered(config, verifier.isPresent()),
                config,
                new ReplayRecordMapper(chain),
                sink,
                verifier,
                counters,
                status,
                times,
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
    peers.all().forEach(worker -> worker.link().inbox().wakeUp());
  }

  private int connectionCount() {
    return peers.size();
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
    final PeerLink link = new PeerLink(connection, metrics, reports, slowReaderTimeout);
    final Optional<Admission<PeerWorker>> admission;
    synchronized (lock) {
      admission = state == State.STOPPED ? Optional.empty() : Optional.of(admit(link));
    }
    // The transport is called without the lock: it may call back.
    if (admission.isEmpty()) {
      link.disconnect("shutting down");
      return;
    }
    switch (admission.get()) {
      case Admission.Admitted<PeerWorker> admitted -> {
        admitted
            .replaced()
            .ifPresent(
                replaced -> {
                  metrics.duplicateConnections.increment();
                  replaced.link().end("already connected");
                });
        admitted
            .displaced()
            .ifPresent(
                displaced -> {
                  metrics.limit(Limit.SILENT_SECONDS).increment();
                  displaced.link().end("its place is needed");
                });
      }
      case Admission.Duplicate<PeerWorker> duplicate -> {
        metrics.duplicateConnections.increment();
        link.disconnect("already connected");
      }
      case Admission.Full<PeerWorker> full -> {
        metrics.limit(Limit.CONNECTIONS).increment();
        reports.report(
            link, new MaxActiveConnectionsExceeded(link.peerId(), full.maxConnections()));
        link.disconnect("too many zks connections");
      }
      case Admission.NetworkFull<PeerWorker> full -> {
        metrics.limit(Limit.ADDRESS_CONNECTIONS).increment();
        reports.report(link, new AddressConnectionsExceeded(link.peerId(), full.maxConnections()));
        link.disconnect("too many zks connections of one address");
      }
    }
  }

  private Admission<PeerWorker> admit(final PeerLink link) {
    final PeerWorker worker = new PeerWorker(link, role.open(link), metrics, this::ended);
    final Admission<PeerWorker> admission =
        peers.admit(
            new Candidate<>(
                link.peerId(),
                link.connection().outbound(),
                role.isExempt(link.peerId()),
                network(link.connection()),
                worker),
            link.connection().localId(),
            nanoTime.getAsLong());
    if (admission instanceof Admission.Admitted<PeerWorker>) {
      workers.add(worker);
      worker.peer().admitted();
      if (state == State.STARTED) {
        worker.start();
      }
    }
    return admission;
  }

  /** Peers within the operator's own networks, or behind a proxy, may well share an address. */
  private Bytes network(final ZksConnection connection) {
    return connection
        .address()
        .filter(a -> shareByAddress && !a.isLoopbackAddress() && !a.isSiteLocalAddress())
        .map(OffendingAddresses::key)
        .orElse(Bytes.EMPTY);
  }

  @Override
  public void received(
      final ZksConnection connection,
      final String capability,
      final int code,
      final Bytes payload) {
    final Optional<PeerWorker> worker = worker(connection);
    final Optional<Limit> exceeded =
        worker.flatMap(w -> w.link().inbox().offer(new Frame(capability, code, payload)));
    if (exceeded.isPresent()) {
      metrics.inboxOverflows.increment();
      metrics.limit(exceeded.get()).increment();
      LOG.warn("zks peer {}: inbound queue is full", worker.get().link());
      // What waits is still dealt with, so that the next connection asks for what is missing only.
      disconnected(connection);
      connection.reportOffence(CutReason.FLOOD_OFFENCES);
      connection.disconnect("inbound queue is full");
    }
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    final Optional<PeerWorker> worker = worker(connection);
    if (worker.isPresent()) {
      reports.info(worker.get().link(), "disconnected");
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
    return peers
        .find(connection.peerId())
        .filter(worker -> worker.link().connection() == connection);
  }

  private void ended(final PeerWorker worker) {
    synchronized (lock) {
      workers.remove(worker);
      peers.remove(worker.link().peerId(), worker);
    }
  }

  /** Peers, replay positions and authorised signers now. */
  public ZksSnapshot snapshot() {
    final List<PeerStatus> statuses = peers.all().stream().map(PeerWorker::status).toList();
    return new ZksSnapshot(
        statuses,
        statuses.stream().map(PeerStatus::signer).flatMap(Optional::stream).distinct().toList());
  }
}
