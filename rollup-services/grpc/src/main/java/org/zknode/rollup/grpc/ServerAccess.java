/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.grpc;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may connect to a gRPC server of ours.
 *
 * @param tls the server's identity; without it the connections are in plain text
 * @param tokenFile file with the bearer token that a client has to show; without it none is asked
 */
public record ServerAccess(Optional<Tls> tls, Optional<Path> tokenFile) {
  /** Plain text and no token: for a trusted network only. */
  public static final ServerAccess OPEN = new ServerAccess(Optional.empty(), Optional.empty());

  /**
   * @param certificateFile PEM, the server's certificate first, then those it is signed by
   * @param keyFile PEM, its private key in PKCS#8 without a password
   * @param clientCaFile PEM; when present a client needs a certificate signed by one of these
   */
  public record Tls(Path certificateFile, Path keyFile, Optional<Path> clientCaFile) {}
}
