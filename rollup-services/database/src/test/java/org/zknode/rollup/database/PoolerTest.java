/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** A real PgBouncer in front of the database; skipped where there is none. */
class PoolerTest {
  private static final Migrations STATE =
      new Migrations("state", "db/state", PoolerTest.class.getClassLoader());
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final TestDatabase database = TestDatabases.fresh();
  private final String name = database.url().substring(database.url().lastIndexOf('/') + 1);
  @TempDir private Path directory;
  private Optional<Process> pooler = Optional.empty();
  private String url;

  @BeforeEach
  void requirePgBouncer() {
    assumeTrue(Files.isExecutable(PROGRAM), "pgbouncer is not installed");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (pooler.isPresent()) {
      pooler.get().destroy();
      pooler.get().waitFor(20, TimeUnit.SECONDS);
    }
  }

  private void start(final String mode) throws IOException {
    final int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    final Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
    final Path config =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=%s port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = %s
            ignore_startup_parameters = extra_float_digits,options,search_path
            """
                .formatted(
                    TestDatabases.server().host(),
                    TestDatabases.server().port(),
                    port,
                    users,
                    mode));
    final List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-q"));
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to run as root.
      command.addAll(List.of("-u", "nobody"));
      openFor(directory);
    }
    command.add(config.toString());
    pooler =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              DriverManager.getConnection(url, "postgres", "").close();
              return true;
            });
  }

  private static void openFor(final Path directory) {
    assertThat(directory.toFile().setReadable(true, false)).isTrue();
    assertThat(directory.toFile().setExecutable(true, false)).isTrue();
  }

  private Database open() {
    return Database.open("state DB", url, "postgres", Optional.empty(), STATE);
  }

  @Test
  void transactionModeIsRefusedAtTheStart() throws Exception {
    start("transaction");
    assertThatIllegalArgumentException()
        .isThrownBy(this::open)
        .withMessageStartingWith(
            "state DB is behind a connection pooler that does not keep sessions")
        .withMessageContaining("pool_mode = session");
  }

  @Test
  void sessionModeWorksWithItsTimeLimits() throws Exception {
    start("session");
    try (Database db = open()) {
      assertThat(
              db.<String>single(
                  handle -> handle.createQuery("SHOW statement_timeout").mapTo(String.class).one()))
          .isEqualTo("30s");
      assertThat(
              db.<String>single(
                  handle -> handle.createQuery("SHOW lock_timeout").mapTo(String.class).one()))
          .isEqualTo("5s");
    }
  }
}
