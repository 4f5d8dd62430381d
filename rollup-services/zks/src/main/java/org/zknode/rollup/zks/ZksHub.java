/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.zks.connection.CutReason;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.wire.Capability;

/**
 * Drives {@code zks} and {@code zks_2fa} on every connection that a transport reports: a bounded
 * inbound queue and one virtual thread for each, one connection for each node id. Connections may
 * come before {@link #start}; they are dealt with from then on. Made by {@link MainNodeHub} and
 * {@link ExternalNodeHub}.
 */
public final class ZksHub implements ZksConnectionHandler, Service {
  private static final Logger LOG = LoggerFactory.getLogger(ZksHub.class);

  static final Duration SLOW_READER_TIMEOUT = Duration.ofNanos(Limit.OUTBOUND_SECONDS.nanos());

  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final ZksRole role;
  private final LivePeers peers;
  private final Newcomers newcomers;
  private final ServiceLoop settling;

  /**
   * @param slowReaderTimeout a peer whose outbound queue stays full for this long is cut
   * @param role what is done on the connections
   */
  ZksHub(
      final ZksConfig config,
      final Duration slowReaderTimeout,
      final LongSupplier nanoTime,
      final Metrics metrics,
      final NodeStatus status,
      final BiFunction<LivePeers, ZksMetrics, ZksRole> role) {
    this.metrics = new ZksMetrics(metrics);
    this.reports = new ZksReports(this.metrics);
    this.peers = new LivePeers(config.maxConnections());
    this.role = role.apply(peers, this.metrics);
    final AtomicLong waiting = new AtomicLong();
    this.newcomers =
        new Newcomers(
            peers,
            this.role,
            this.metrics,
            config.refuseOffenders(),
            waiting,
            slowReaderTimeout,
            nanoTime);
    this.settling = new ServiceLoop("zks-connections", ZksLimits.SETTLE, newcomers::settle, status);
    metrics.gauge("zks_connections", "Peers with a live zks connection", peers::size);
    metrics.gauge(
        "zks_inbox_bytes", "Received bytes that wait for the peers' threads", waiting::get);
  }

  static List<Capability> offered(final ZksConfig config, final boolean verification) {
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
    peers.wakeUp();
  }

  @Override
  public String name() {
    return "zks";
  }

  @Override
  public void start() {
    role.start();
    peers.start();
    settling.start();
  }

  @Override
  public void stop() {
    settling.stop();
    final List<PeerWorker> running = peers.stop();
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
    newcomers.connected(connection);
  }

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    peers
        .find(connection)
        .ifPresent(
            worker ->
                worker
                    .link()
                    .inbox()
                    .offer(message)
                    .ifPresent(exceeded -> overflowed(worker, exceeded)));
  }

  private void overflowed(final PeerWorker worker, final Limit exceeded) {
    metrics.inboxOverflows.increment();
    metrics.limit(exceeded).increment();
    LOG.warn("zks peer {}: inbound queue is full", worker.link());
    // What waits is still dealt with, so that the next connection asks for what is missing only.
    final ZksConnection connection = worker.link().connection();
    disconnected(connection);
    connection.reportOffence(CutReason.FLOOD_OFFENCES);
    connection.disconnect("inbound queue is full");
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    peers
        .find(connection)
        .ifPresent(
            worker -> {
              reports.info(worker.link(), "disconnected");
              peers.gone(worker);
              worker.disconnected();
            });
  }

  /** Peers, replay positions and authorised signers now. */
  public ZksSnapshot snapshot() {
    final List<PeerStatus> statuses = peers.all().stream().map(PeerWorker::status).toList();
    return new ZksSnapshot(
        statuses,
        statuses.stream().map(PeerStatus::signer).flatMap(Optional::stream).distinct().toList());
  }
}
