/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.testkit.ContainerServer;
import org.zknode.rollup.testkit.DockerEngine;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestServer;

/** Schema, functions and statements of the pool DB on each PostgreSQL that operators have. */
class PoolOnPostgresVersionsTest {
  static IntStream versions() {
    return Arrays.stream(TestServer.VERSIONS);
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("versions")
  void migratesStoresAndRefuses(final int version) throws PoolRejectedException {
    assumeTrue(DockerEngine.isThere(System.getenv()), "no Docker engine");
    try (TestServer server = ContainerServer.start(version)) {
      final TestDatabase database = TestDatabases.fresh(server);
      for (int start = 0; start < 2; start++) {
        // The second start finds the schema there.
        try (PgTransactionPool pool =
            PgTransactionPool.open(
                database.config(), getClass().getClassLoader(), MutableClock.create(), 100)) {
          final SignedTransaction transaction =
              PgPoolFixture.tx(PgPoolFixture.ALICE, start, 2_000_000_000L);
          pool.add(transaction);
          assertThat(pool.find(transaction.hash()).orElseThrow().status()).isEqualTo("pending");
          assertThat(pool.pendingCount()).isEqualTo(start + 1);
          assertThatThrownBy(() -> pool.add(transaction)).isInstanceOf(PoolRejectedException.class);
        }
      }
    }
  }
}
