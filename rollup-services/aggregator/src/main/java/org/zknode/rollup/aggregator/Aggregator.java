/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.InsecureServerCredentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.grpc.BearerToken;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.grpc.ServerTls;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.status.NodeStatus;

/**
 * The aggregator role: hands batches that are on L1 to provers, has the proofs joined and sends the
 * final one to L1 (docs/spec/provers.md). One per state DB works, another one waits.
 */
public final class Aggregator implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);

  /** Longest wait for a prover's answer to one question; making a proof is not such a question. */
  static final Duration ANSWER_DEADLINE = Duration.ofSeconds(30);

  private static final BearerToken.Parties PARTIES =
      new BearerToken.Parties("aggregator", "prover");

  /** Advisory lock and name of the role. */
  static final String ROLE = "aggregator";

  /** So long before its end a certificate is complained about. */
  static final Duration CERTIFICATE_NOTICE = Duration.ofDays(7);

  private static final String DEGRADED_CERTIFICATE = "aggregator-certificate";

  private final AggregatorConfig config;
  private final NodeStatus status;
  private final AggregatorCore core;
  private final AggregatorServer server;
  private final Optional<ServerTls> tls;
  private final Clock clock;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean stopping;
  private Thread loop;

  /**
   * Reads the TLS and token files, if there are any.
   *
   * @throws IllegalArgumentException one of them cannot be used; the message names it
   * @param sender address of the key that sends final proofs; it is part of their public input
   * @param genesisStateRoot state root of L2 block 0
   */
  public Aggregator(
      final AggregatorConfig config,
      final ChainConfig chain,
      final L1Config l1,
      final Address sender,
      final Bytes32 genesisStateRoot,
      final AggregatorPorts ports) {
    this(config, chain, l1, sender, genesisStateRoot, ports, ANSWER_DEADLINE);
  }

  Aggregator(
      final AggregatorConfig config,
      final ChainConfig chain,
      final L1Config l1,
      final Address sender,
      final Bytes32 genesisStateRoot,
      final AggregatorPorts ports,
      final Duration answerDeadline) {
    this.config = config;
    this.status = ports.status();
    this.clock = ports.clock();
    this.core = new AggregatorCore(config, chain, l1, sender, genesisStateRoot, ports);
    final ProverWorker worker = core.worker();
    this.tls = config.access().tls().map(tls -> ServerTls.load(tls, ports.clock()));
    this.server =
        new AggregatorServer(
            config.host(), config.port(), answerDeadline, worker::serve, security(ports.metrics()));
    publish(ports.metrics(), worker);
  }

  private AggregatorServer.Security security(final Metrics metrics) {
    final Metrics.Counter refused =
        metrics.counter("aggregator_provers_refused", "calls without the right token");
    return new AggregatorServer.Security(
        tls.map(ServerTls::credentials).orElseGet(InsecureServerCredentials::create),
        config.access().tokenFile().map(file -> BearerToken.fromFile(file, PARTIES, refused)));
  }

  private void publish(final Metrics metrics, final ProverWorker worker) {
    metrics.gauge("aggregator_provers_connected", "connected provers", server::connected);
    metrics.gauge("aggregator_provers_working", "provers that make a proof now", worker::working);
    metrics.gauge(
        "aggregator_provers_quarantined",
        "provers without work because they kept failing",
        core::quarantined);
    metrics.gauge(
        "aggregator_unpaid_batches",
        "batches whose final proof waits for a higher reward",
        core::unpaidBatches);
  }

  /** The provers that are connected or quarantined. */
  public List<ProverView> provers() {
    return core.provers();
  }

  @Override
  public String name() {
    return ROLE;
  }

  /** TCP port of the gRPC server, of interest when the configured one is 0. */
  public int port() {
    return server.port();
  }

  /**
   * @throws java.io.UncheckedIOException the gRPC address cannot be bound; its message names it
   */
  @Override
  public void start() {
    server.start();
    if (config.access().tokenFile().isEmpty()
        && config.access().tls().flatMap(ServerAccess.Tls::clientCaFile).isEmpty()) {
      LOG.warn("Whoever can reach {}:{} may work as a prover", config.host(), server.port());
    }
    loop = Thread.ofVirtual().name("aggregator").start(this::run);
  }

  @Override
  public void stop() {
    stopping = true;
    wakeUps.release();
    server.stop();
    if (loop != null) {
      try {
        loop.join();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      do {
        core.round(this::watchCertificate);
        if (wakeUps.tryAcquire(config.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
          wakeUps.drainPermits();
        }
      } while (!stopping);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final Error e) {
      // A missing class or an exhausted heap must not end the role silently.
      LOG.error("The aggregator ends", e);
      status.halt(NodeStatus.Halt.defect(ROLE, e));
    }
  }

  /** Batches have become virtual or verified: returns at once. */
  public void wakeUp() {
    wakeUps.release();
    server.wakeUp();
  }

  private void watchCertificate() {
    if (tls.isEmpty()) {
      return;
    }
    final Instant end = tls.get().notAfter();
    if (clock.instant().isBefore(end.minus(CERTIFICATE_NOTICE))) {
      status.recovered(DEGRADED_CERTIFICATE);
      return;
    }
    status.degraded(
        DEGRADED_CERTIFICATE,
        "the certificate in %s ends at %s; put a new one there and restart, or provers cannot connect"
            .formatted(tls.get().file(), end));
  }
}
