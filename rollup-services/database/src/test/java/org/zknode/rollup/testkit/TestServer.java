/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL for tests, in a container where a Docker engine is found, else from embedded
 * binaries. Its user {@link #USER} needs no password; it needs no durability, which halves the time
 * of a suite.
 */
public interface TestServer extends AutoCloseable {
  /** May do everything. */
  String USER = "postgres";

  /** Major versions that the state DB and the pool DB are tested with in containers. */
  int[] VERSIONS = {14, 15, 16, 17, 18};

  /** Where it listens. */
  String host();

  int port();

  /** JDBC URL of one of its databases. */
  default String url(final String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), database);
  }

  @Override
  void close();

  /** The newest version in a container, or the embedded one. */
  static TestServer start() {
    if (DockerEngine.isThere(System.getenv())) {
      try {
        return ContainerServer.start(VERSIONS[VERSIONS.length - 1]);
      } catch (final RuntimeException e) {
        final Logger log = LoggerFactory.getLogger(TestServer.class);
        log.warn("Docker is there and runs no PostgreSQL; the embedded one is taken", e);
      }
    }
    return EmbeddedServer.start();
  }
}
