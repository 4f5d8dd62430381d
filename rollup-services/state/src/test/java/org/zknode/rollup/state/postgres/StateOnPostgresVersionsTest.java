/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.ContainerServer;
import org.zknode.rollup.testkit.DockerEngine;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestServer;

/** Schema and statements of the state DB on each PostgreSQL that operators have. */
class StateOnPostgresVersionsTest {
  static IntStream versions() {
    return Arrays.stream(TestServer.VERSIONS);
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("versions")
  void migratesWritesAndReads(final int version) {
    assumeTrue(DockerEngine.isThere(System.getenv()), "no Docker engine");
    try (TestServer server = ContainerServer.start(version)) {
      final TestDatabase database = TestDatabases.fresh(server);
      for (int start = 0; start < 2; start++) {
        // The second start finds the schema there.
        try (PgStateStore store =
            PgStateStore.open(database.config(), getClass().getClassLoader())) {
          store.update(tx -> tx.events().insert(new Event(1, "INFO", "test", "TEST", "written")));
          assertThat(store.<List<Event>>read(tx -> tx.events().last(9))).hasSize(start + 1);
          assertThat(store.<Boolean>read(tx -> tx.batches().find(1).isEmpty())).isTrue();
        }
      }
    }
  }
}
