/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.grpc;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a client of a gRPC server of ours shows who it is, and checks the server. Files are read when
 * they are needed, so that a restart of the connection does not need them again.
 *
 * @param serverCaFile PEM, whom to trust for the server's certificate; present = TLS
 * @param certificateFile PEM, the client's own certificate
 * @param keyFile PEM, its PKCS#8 private key
 * @param tokenFile file with the bearer token
 */
public record ClientAccess(
    Optional<Path> serverCaFile,
    Optional<Path> certificateFile,
    Optional<Path> keyFile,
    Optional<Path> tokenFile) {
  /** Plain text, nothing shown. */
  public static final ClientAccess NONE =
      new ClientAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * @throws IllegalArgumentException a combination makes no sense; the message names the options
   */
  public ClientAccess {
    if (certificateFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException("--tls-certificate-file and --tls-key-file go together");
    }
    if (certificateFile.isPresent() && serverCaFile.isEmpty()) {
      throw new IllegalArgumentException("--tls-certificate-file needs --tls-ca-file");
    }
  }

  /**
   * @throws IllegalArgumentException a file cannot be used; the message names it
   */
  public ChannelCredentials channel() {
    if (serverCaFile.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    final TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      builder.trustManager(readable(serverCaFile.get()).toFile());
      if (certificateFile.isPresent()) {
        builder.keyManager(
            readable(certificateFile.get()).toFile(), readable(keyFile.orElseThrow()).toFile());
      }
    } catch (final IOException e) {
      throw new IllegalArgumentException("a TLS file cannot be used: " + e.getMessage(), e);
    }
    return builder.build();
  }

  private static Path readable(final Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("file %s cannot be read".formatted(file));
    }
    return file;
  }

  /**
   * @throws IllegalArgumentException the token file cannot be read; the message names it
   */
  public Optional<CallCredentials> call() {
    return tokenFile.map(
        file -> {
          try {
            return new Shown("Bearer " + Files.readString(file).strip());
          } catch (final IOException e) {
            throw new IllegalArgumentException(
                "the token file %s cannot be read: %s".formatted(file, e), e);
          }
        });
  }

  private static final class Shown extends CallCredentials {
    private final String value;

    Shown(final String value) {
      this.value = value;
    }

    @Override
    public void applyRequestMetadata(
        final RequestInfo request, final Executor executor, final MetadataApplier applier) {
      final Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, value);
      applier.apply(headers);
    }
  }
}
