/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.TestTransactions;

/** A PostgreSQL server that is really stopped and started while a node listens. */
class PgPoolRestartTest {
  @TempDir Path data;

  private EmbeddedPostgres server(final int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data.resolve("pg"))
        .setCleanDataDirectory(false)
        .start();
  }

  private static SignedTransaction transaction(final long nonce) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE,
        TestTransactions.key(1),
        nonce,
        TestTransactions.key(2).address(),
        BigInteger.TEN);
  }

  @Test
  void aListenerSurvivesItAndNothingThatWasAcknowledgedIsLost() throws Exception {
    final EmbeddedPostgres first = server(0);
    final int port = first.getPort();
    final String url = first.getJdbcUrl("postgres", "postgres");
    final AtomicInteger heard = new AtomicInteger();
    final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});
    try (PgTransactionPool pool =
        PgTransactionPool.open(
            new DatabaseConfig(url, Optional.of(url), "postgres", Optional.empty()),
            getClass().getClassLoader(),
            Clock.systemUTC(),
            100)) {
      final ServiceLoop listener =
          new ServiceLoop(
              "pool-listener",
              Duration.ZERO,
              () -> {
                if (pool.awaitNew(Duration.ofMillis(200))) {
                  heard.incrementAndGet();
                }
              },
              status);
      listener.start();
      try {
        await().until(() -> heard.get() == 1);
        pool.add(transaction(0));
        await().until(() -> heard.get() == 2);

        first.close();
        assertThatThrownBy(() -> pool.add(transaction(1))).isInstanceOf(TemporaryException.class);
        await().until(() -> reasons(status).contains("pool-listener"));

        try (EmbeddedPostgres second = server(port)) {
          assertThat(second.getPort()).isEqualTo(port);
          // Listening again counts as news: whatever was missed is read now.
          await().atMost(Duration.ofSeconds(30)).until(() -> heard.get() >= 3);
          await().until(() -> reasons(status).isEmpty());
          final int before = heard.get();
          await()
              .ignoreExceptionsInstanceOf(TemporaryException.class)
              .untilAsserted(() -> pool.add(transaction(1)));
          await().until(() -> heard.get() > before);
          assertThat(pool.find(transaction(0).hash())).isPresent();
          assertThat(pool.pendingCount()).isEqualTo(2);
          listener.stop();
        }
      } finally {
        listener.stop();
      }
    }
    assertThat(status.isHalted()).isFalse();
  }

  private static List<String> reasons(final NodeStatusTracker status) {
    return status.snapshot().reasons().stream().map(reason -> reason.key()).toList();
  }
}
