/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.devprover.DevProver.End;
import org.zknode.eth.Address;
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.AggregatorPorts;
import org.zknode.rollup.config.AggregatorConfig;
import org.zknode.rollup.config.DatabaseConfig;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Event;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;

/** The dev prover with the real aggregator over gRPC and its state DB on PostgreSQL. */
class DevProverTest {
  private static EmbeddedPostgres postgres;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, CompletableFuture<End>> ends = new ConcurrentHashMap<>();
  private final List<DevProver> provers = new ArrayList<>();
  private StateStore store;
  private SequencedChain chain;
  private Aggregator aggregator;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
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
    aggregator = aggregator(0);
    aggregator.start();
  }

  @AfterEach
  void stop() {
    provers.forEach(DevProver::close);
    aggregator.stop();
    threads.close();
    store.close();
  }

  private Aggregator aggregator(final int port) {
    return new Aggregator(
        new AggregatorConfig(
            "127.0.0.1",
            port,
            Path.of("unused"),
            SequencedChain.SENDER,
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMillis(20),
            true),
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
            chain.l1(),
            chain.transactions(),
            chain.status(),
            Metrics.none(),
            Clock.systemUTC()));
  }

  private void prover(final String name, final long forkId, final Fault fault) {
    final DevProver prover =
        new DevProver(
            new DevProverConfig(
                "127.0.0.1", aggregator.port(), name, forkId, Duration.ofMillis(10), fault));
    provers.add(prover);
    final CompletableFuture<End> end = new CompletableFuture<>();
    ends.put(name, end);
    threads.execute(
        () -> {
          try {
            end.complete(prover.run());
          } catch (final InterruptedException e) {
            end.completeExceptionally(e);
          }
        });
  }

  private List<Event> events() {
    return store.read(tx -> tx.events().last(50));
  }

  private List<Proof> proofs() {
    return store.read(tx -> tx.proofs().all());
  }

  @Test
  void provesASequenceSoThatL1sVerifierAcceptsIt() {
    prover("p", 8, Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).containsOnlyKeys("verify-1-to-2"));
    assertThat(chain.submitted().get("verify-1-to-2")).isEqualTo(chain.expectedCalldata());
    provers.getFirst().close();
    await().untilAsserted(() -> assertThat(ends.get("p")).isCompletedWithValue(End.CLOSED));
  }

  @Test
  void connectsAgainWhenTheAggregatorComesBack() {
    prover("p", 8, Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
    final int port = aggregator.port();
    aggregator.stop();
    chain.forget();
    aggregator = aggregator(port);
    aggregator.start();
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
  }

  @Test
  void anotherProverTakesOverFromOneThatDies() {
    prover("dying", 8, Fault.DIE);
    await().untilAsserted(() -> assertThat(ends.get("dying")).isCompletedWithValue(End.DIED));
    prover("p", 8, Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
  }

  @Test
  void aWrongFinalProofDoesNotGetToL1() {
    prover("wrong", 8, Fault.WRONG);
    await()
        .untilAsserted(
            () -> assertThat(events()).extracting(Event::eventId).contains("FINAL_PROOF_MISMATCH"));
    assertThat(chain.submitted()).isEmpty();
    assertThat(events())
        .extracting(Event::description)
        .anySatisfy(
            text -> assertThat(text).contains("wrong", SequencedChain.stateRoot(2).toHexString()));
    provers.getFirst().close();
    prover("good", 8, Fault.NONE);
    await().untilAsserted(() -> assertThat(chain.submitted()).hasSize(1));
  }

  @Test
  void aProverOfAnotherForkEnds() {
    prover("other", 9, Fault.NONE);
    await().untilAsserted(() -> assertThat(ends.get("other")).isCompletedWithValue(End.REFUSED));
    assertThat(provers.getFirst().refusal()).contains("fork id 9", "this chain has 8");
  }

  @Test
  void anInconsistentBatchIsRefused() {
    chain.spoilAccInputHash(1);
    prover("p", 8, Fault.NONE);
    // Batch 2 builds on a hash that does not follow from batch 1, so the two cannot be joined.
    await()
        .untilAsserted(
            () ->
                assertThat(events())
                    .extracting(Event::description)
                    .anySatisfy(
                        text ->
                            assertThat(text)
                                .contains("accumulated input hash after batch 1", "ERROR")));
    assertThat(chain.submitted()).isEmpty();
    assertThat(proofs()).extracting(Proof::toBatch).containsExactly(1L, 2L);
  }
}
