/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.net.URI;

/**
 * Where an executor is: {@code grpc://host:port}, or {@code grpcs://host:port} with TLS.
 *
 * @param tls whether the connection is encrypted
 */
public record ExecutorAddress(String host, int port, boolean tls) {
  private static final int MAX_PORT = 65_535;

  /**
   * @throws IllegalArgumentException it is none; the message shows no more than what was given
   */
  public static ExecutorAddress of(final URI url) {
    final boolean tls = "grpcs".equals(url.getScheme());
    if ((!tls && !"grpc".equals(url.getScheme()))
        || url.getHost() == null
        || url.getPort() < 1
        || url.getPort() > MAX_PORT
        || url.getRawUserInfo() != null
        || !url.getRawPath().replace("/", "").isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is neither grpc://host:port nor grpcs://host:port".formatted(url));
    }
    return new ExecutorAddress(url.getHost(), url.getPort(), tls);
  }

  @Override
  public String toString() {
    return "%s://%s:%d".formatted(tls ? "grpcs" : "grpc", host, port);
  }
}
