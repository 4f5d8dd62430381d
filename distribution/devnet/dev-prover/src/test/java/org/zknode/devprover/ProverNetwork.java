/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.zknode.devprover.DevProver.End;
import org.zknode.eth.Address;
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.aggregator.AggregatorPorts;
import org.zknode.rollup.aggregator.ProverRules;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.Event;

/** An aggregator on PostgreSQL with dev provers over gRPC. */
final class ProverNetwork implements AutoCloseable {
  /** Failures in a row until the quarantine. */
  static final int QUARANTINE_AFTER = 3;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, CompletableFuture<End>> ends = new ConcurrentHashMap<>();
  private final List<DevProver> provers = new ArrayList<>();
  private final StateStore store;
  private final SequencedChain chain;
  private final Duration proofTimeout;
  private Aggregator aggregator;

  /**
   * @param postgres its schema is emptied
   * @param proofTimeout lease of one proof job
   */
  ProverNetwork(final EmbeddedPostgres postgres, final Duration proofTimeout)
      throws IOException, SQLException {
    this.proofTimeout = proofTimeout;
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS state CASCADE");
    }
    store =
        PgStateStore.open(
            new DatabaseConfig(
                postgres.getJdbcUrl("postgres", "postgres"),
                Optional.empty(),
                "postgres",
                Optional.empty()),
            getClass().getClassLoader());
    chain = new SequencedChain(store);
  }

  /** Starts the aggregator, on that port or (0) any. */
  ProverNetwork serve(final int port, final ServerAccess access) {
    aggregator = aggregator(port, access);
    aggregator.start();
    return this;
  }

  Aggregator aggregator(final int port, final ServerAccess access) {
    return new Aggregator(
        new AggregatorConfig(
            "127.0.0.1",
            port,
            Path.of("unused"),
            SequencedChain.SENDER,
            Duration.ZERO,
            proofTimeout,
            Duration.ofMillis(20),
            AggregatorConfig.DEFAULT_MAX_INPUT_BYTES,
            access,
            new ProverRules(QUARANTINE_AFTER, Duration.ofMinutes(10), BigInteger.ZERO)),
        SequencedChain.CHAIN,
        new L1Config(
            List.of(),
            31337,
            SequencedChain.ROLLUP_MANAGER,
            Address.ZERO,
            Address.ZERO,
            1,
            0,
            BlockTag.LATEST),
        SequencedChain.SENDER,
        SequencedChain.stateRoot(0),
        new AggregatorPorts(
            store,
            SequencedChain::exitRoot,
            batch -> Optional.empty(),
            chain.l1(),
            chain.transactions(),
            chain.status(),
            Metrics.none(),
            Clock.systemUTC()));
  }

  Aggregator aggregator() {
    return aggregator;
  }

  SequencedChain chain() {
    return chain;
  }

  DevProver prover(final String name, final Fault fault) {
    return prover(name, DevProverConfig.FORK_ID, FaultPlan.always(fault), ClientAccess.NONE);
  }

  DevProver prover(final String name, final ClientAccess security) {
    return prover(name, DevProverConfig.FORK_ID, FaultPlan.always(Fault.NONE), security);
  }

  DevProver prover(
      final String name, final long forkId, final FaultPlan faults, final ClientAccess security) {
    final DevProver prover =
        new DevProver(
            new DevProverConfig(
                "127.0.0.1",
                aggregator.port(),
                name,
                forkId,
                Duration.ofMillis(10),
                faults,
                security,
                SequencedChain::outcome,
                Optional.empty()));
    provers.add(prover);
    final CompletableFuture<End> end = new CompletableFuture<>();
    ends.put(name, end);
    threads.execute(
        () -> {
          try {
            end.complete(prover.run());
          } catch (final InterruptedException | RuntimeException e) {
            end.completeExceptionally(e);
          }
        });
    return prover;
  }

  CompletableFuture<End> end(final String name) {
    return ends.get(name);
  }

  List<Event> events() {
    return store.read(tx -> tx.events().last(100));
  }

  List<String> eventIds() {
    return events().stream().map(Event::eventId).toList();
  }

  List<Proof> proofs() {
    return store.read(tx -> tx.proofs().all());
  }

  @Override
  public void close() {
    provers.forEach(DevProver::close);
    if (aggregator != null) {
      aggregator.stop();
    }
    threads.close();
    store.close();
  }
}
