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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.config.AggregatorConfig;
import org.zknode.rollup.config.ChainConfig;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.config.ProverAccess;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * The aggregator role: hands batches that are on L1 to provers, has the proofs joined and sends the
 * final one to L1 (spec zkevm-node 8). One per state DB works, another one waits.
 */
public final class Aggregator implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);

  /** Longest wait for a prover's answer to one question; making a proof is not such a question. */
  static final Duration ANSWER_DEADLINE = Duration.ofSeconds(30);

  /** Advisory lock and name of the role. */
  private static final String ROLE = "aggregator";

  /** So long before its end a certificate is complained about. */
  static final Duration CERTIFICATE_NOTICE = Duration.ofDays(7);

  private static final String DEGRADED_CERTIFICATE = "aggregator-certificate";
  private static final String DEGRADED_STANDBY = "aggregator-standby";
  private static final String DEGRADED_WAITING = "aggregator-waiting";

  private final AggregatorConfig config;
  private final StateStore store;
  private final NodeStatus status;
  private final ProofScheduler scheduler;
  private final FinalProofSender finals;
  private final AggregatorServer server;
  private final ProverRoster roster;
  private final Optional<ProverTls> tls;
  private final Clock clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean leading;
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
    this.store = ports.store();
    this.status = ports.status();
    this.clock = ports.clock();
    this.roster = new ProverRoster(config.rules(), clock);
    final AggregatorEvents events = new AggregatorEvents(store, ports.clock());
    final BatchStates states = new BatchStates(genesisStateRoot);
    this.finals = new FinalProofSender(config, l1, sender, ports, events);
    this.scheduler =
        new ProofScheduler(store, finals, states, ports.clock(), config.proofTimeout());
    final ProofJobRunner runner =
        new ProofJobRunner(
            config,
            sender,
            ports,
            scheduler,
            finals,
            new FinalProofCheck(chain, sender),
            states,
            new ProverInput(store, states, chain, sender, config.devWitness()),
            events,
            roster);
    final ProverWorker worker =
        new ProverWorker(
            chain.forkId(),
            config.pollInterval(),
            scheduler,
            runner,
            ports,
            events,
            roster,
            () -> leading && !status.isHalted());
    this.tls = config.access().tls().map(tls -> ProverTls.load(tls, ports.clock()));
    this.server =
        new AggregatorServer(
            config.host(), config.port(), answerDeadline, worker::serve, security(ports.metrics()));
    publish(ports.metrics(), worker);
  }

  private AggregatorServer.Security security(final Metrics metrics) {
    final Metrics.Counter refused =
        metrics.counter("aggregator_provers_refused", "calls without the right token");
    return new AggregatorServer.Security(
        tls.map(ProverTls::credentials).orElseGet(InsecureServerCredentials::create),
        config.access().tokenFile().map(file -> ProverToken.fromFile(file, refused)));
  }

  private void publish(final Metrics metrics, final ProverWorker worker) {
    metrics.gauge("aggregator_provers_connected", "connected provers", server::connected);
    metrics.gauge("aggregator_provers_working", "provers that make a proof now", worker::working);
    metrics.gauge(
        "aggregator_provers_quarantined",
        "provers without work because they kept failing",
        roster::quarantined);
    metrics.gauge(
        "aggregator_unpaid_batches",
        "batches whose final proof waits for a higher reward",
        finals::unpaidBatches);
  }

  /** The provers that are connected or quarantined. */
  public List<ProverView> provers() {
    return roster.snapshot();
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
        && config.access().tls().flatMap(ProverAccess.Tls::clientCaFile).isEmpty()) {
      LOG.warn("Whoever can reach {}:{} may work as a prover", config.host(), server.port());
    }
    loop = Thread.ofVirtual().name("aggregator").start(this::run);
  }

  @Override
  public void stop() {
    stopping.countDown();
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
        round();
      } while (!stopping.await(config.pollInterval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      lead();
      if (leading && !status.isHalted()) {
        finals.tick();
      }
      watchCertificate();
      status.recovered(DEGRADED_WAITING);
    } catch (final TemporaryException e) {
      status.degraded(DEGRADED_WAITING, "the aggregator waits: " + e.getMessage());
    } catch (final CriticalException e) {
      status.halt(e.halt());
    } catch (final RuntimeException e) {
      LOG.error("A round of the aggregator failed, the next one follows", e);
      status.degraded(DEGRADED_WAITING, "the aggregator failed and tries again: " + e);
    }
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

  /** Asked each round: a lock is lost with its connection and may have to be taken again. */
  private void lead() {
    if (!store.tryLock(ROLE)) {
      leading = false;
      status.degraded(
          DEGRADED_STANDBY, "another aggregator works on this state DB; this one waits for it");
      return;
    }
    if (!leading) {
      scheduler.releaseAll();
      leading = true;
      status.recovered(DEGRADED_STANDBY);
    }
  }
}
