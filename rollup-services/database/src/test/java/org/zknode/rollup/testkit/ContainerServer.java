/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import org.testcontainers.postgresql.PostgreSQLContainer;

/** In a container of the official image. Touched only where {@link DockerEngine} is there. */
public record ContainerServer(PostgreSQLContainer container) implements TestServer {
  /**
   * @param version major version
   * @throws RuntimeException it does not start, for instance because the image cannot be pulled
   */
  public static ContainerServer start(final int version) {
    final PostgreSQLContainer container =
        new PostgreSQLContainer("postgres:%d-alpine".formatted(version))
            .withUsername(USER)
            .withDatabaseName(USER)
            .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
            .withCommand("postgres", "-c", "fsync=off", "-c", "synchronous_commit=off");
    container.start();
    return new ContainerServer(container);
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
  }

  @Override
  public void close() {
    container.stop();
  }
}
