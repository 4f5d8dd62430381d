/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.service.TemporaryException;

/** Waiting for news from the database, and connections that end. */
class PgPoolConnectionsTest extends PgPoolFixture {
  @Test
  void aWaiterIsToldOfWhatAnotherNodeAdds() throws Exception {
    assertThat(pool.awaitNew(Duration.ofMillis(1))).isTrue();
    assertThat(pool.awaitNew(Duration.ofMillis(1))).isFalse();
    try (PgTransactionPool other = open(100)) {
      other.add(tx(ALICE, 0, 10));
    }
    assertThat(pool.awaitNew(Duration.ofSeconds(20))).isTrue();
    database.killConnections();
    assertThatThrownBy(() -> pool.awaitNew(Duration.ofSeconds(20)))
        .isInstanceOf(TemporaryException.class);
    assertThat(pool.awaitNew(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void closingEndsAWait() {
    pool.awaitNew(Duration.ofMillis(1));
    final CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> pool.awaitNew(Duration.ofMinutes(5)));
    pool.close();
    await().until(waiting::isDone);
    assertThat(waiting).isCompletedWithValue(false);
  }

  @Test
  void killedConnectionsAreReplaced() throws Exception {
    pool.add(tx(ALICE, 0, 10));
    database.killConnections();
    await()
        .ignoreExceptionsInstanceOf(TemporaryException.class)
        .untilAsserted(() -> assertThat(pool.pendingCount()).isEqualTo(1));
  }

  @Test
  void needsAnUrl() {
    final DatabaseConfig none =
        new DatabaseConfig(database.url(), Optional.empty(), "x", Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PgTransactionPool.open(none, getClass().getClassLoader(), clock, 1).close())
        .withMessage("no URL of the pool DB is given");
  }
}
