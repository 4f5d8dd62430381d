/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.process.ChildProcess;

/** A connection pooler in front of a devnet's PostgreSQL, in transaction mode. */
final class PgBouncer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final ChildProcess process;
  private final int port;

  private PgBouncer(final ChildProcess process, final int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Skips the test by its name where it is not installed.
   *
   * @param url of a database of the server, {@code jdbc:postgresql://host:port/name}
   */
  static PgBouncer start(final Path directory, final String url) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "pgbouncer is not installed");
    final URI server = URI.create(url.substring("jdbc:".length()));
    final int port = FreePorts.of(1).getFirst();
    final Path users =
        Files.writeString(
            directory.resolve("users.txt"), "\"%s\" \"\"\n".formatted(DatabaseUsers.NODES));
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
            pool_mode = transaction
            ignore_startup_parameters = extra_float_digits,options,search_path
            """
                .formatted(server.getHost(), server.getPort(), port, users));
    final List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-q"));
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to run as root.
      command.addAll(List.of("-u", "nobody"));
      assertThat(directory.toFile().setReadable(true, false)).isTrue();
      assertThat(directory.toFile().setExecutable(true, false)).isTrue();
    }
    command.add(config.toString());
    return new PgBouncer(ChildProcess.start("pgbouncer", directory, Map.of(), command), port);
  }

  /** JDBC URL of that database by way of the pooler. */
  String url(final String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  @Override
  public void close() {
    process.close();
  }
}
