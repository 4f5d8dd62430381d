/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** From binaries on the class path; needs nothing on the machine. */
record EmbeddedServer(EmbeddedPostgres postgres) implements TestServer {
  static EmbeddedServer start() {
    try {
      return new EmbeddedServer(
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("synchronous_commit", "off")
              .start());
    } catch (final IOException e) {
      throw new UncheckedIOException("embedded PostgreSQL does not start", e);
    }
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return postgres.getPort();
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (final IOException e) {
      throw new UncheckedIOException("embedded PostgreSQL does not stop", e);
    }
  }
}
