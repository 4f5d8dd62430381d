/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.rollup.executor.ExecutorConfig;
import org.zknode.rollup.executor.ExecutorLimits;
import org.zknode.rollup.grpc.ServerAccess;
import picocli.CommandLine.Option;

/** {@code --plugin-executor-*}: executing batches on their witness for others. */
public final class ExecutorOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "executor";

  private static final String CERTIFICATE = "--plugin-executor-tls-certificate-file";
  private static final String KEY = "--plugin-executor-tls-key-file";
  private static final String CLIENT_CA = "--plugin-executor-tls-client-ca-file";
  private static final int MAX_PORT = 65_535;

  /** Each may hold a witness of 64 MiB, and is one thread's work. */
  private static final int MAX_EXECUTIONS = 256;

  @Option(
      names = "--plugin-executor-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "Executes batches on their witness for others; needs no sync, no database and no other"
              + " role (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-executor-host",
      paramLabel = "<host>",
      description = "Interface of its gRPC server (default: ${DEFAULT-VALUE})")
  String host = "127.0.0.1";

  @Option(
      names = "--plugin-executor-port",
      paramLabel = "<port>",
      description = "TCP port of that server, 0 = any free one (default: ${DEFAULT-VALUE})")
  int port = 50_071;

  @Option(
      names = "--plugin-executor-max-executions",
      paramLabel = "<count>",
      description =
          "Executions at the same time, each up to a thread and 64 MiB; who comes when all are"
              + " running is refused (default: ${DEFAULT-VALUE})")
  int maxExecutions = 2;

  @Option(
      names = "--plugin-executor-max-duration",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Longest execution with its upload (default: ${DEFAULT-VALUE})")
  Duration maxDuration = ExecutorLimits.DEFAULT_LONGEST;

  @Option(
      names = CERTIFICATE,
      paramLabel = "<file>",
      description =
          "PEM file with the certificate of the gRPC server and its chain; left out for plain text")
  Path tlsCertificateFile;

  @Option(
      names = KEY,
      paramLabel = "<file>",
      description = "PEM file with that certificate's private key (PKCS#8, no password)")
  Path tlsKeyFile;

  @Option(
      names = CLIENT_CA,
      paramLabel = "<file>",
      description =
          "PEM file with certificate authorities; a client then needs a certificate of one of them")
  Path tlsClientCaFile;

  @Option(
      names = "--plugin-executor-token-file",
      paramLabel = "<file>",
      description = "File with the bearer token that clients show; left out when none is asked")
  Path tokenFile;

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  /**
   * Empty when the role is switched off.
   *
   * @param version of the host, for people
   * @throws OptionException names the flag and what is wrong with its value
   */
  public Optional<ExecutorConfig> toConfig(final String version) {
    return enabled ? Optional.of(always(version)) : Optional.empty();
  }

  /** Likewise, in a process that is nothing else. */
  public ExecutorConfig always(final String version) {
    return new ExecutorConfig(
        host,
        OptionChecks.between(port, 0, MAX_PORT, "--plugin-executor-port"),
        access(),
        new ExecutorLimits(
            OptionChecks.between(
                maxExecutions, 1, MAX_EXECUTIONS, "--plugin-executor-max-executions"),
            OptionChecks.positive(maxDuration, "--plugin-executor-max-duration"),
            ExecutorLimits.DEFAULT_BLOCK_GAS),
        version);
  }

  private ServerAccess access() {
    if (tlsCertificateFile == null && (tlsKeyFile != null || tlsClientCaFile != null)) {
      throw OptionException.missing(CERTIFICATE, "with " + (tlsKeyFile != null ? KEY : CLIENT_CA));
    }
    if (tlsCertificateFile != null && tlsKeyFile == null) {
      throw OptionException.missing(KEY, "with " + CERTIFICATE);
    }
    return new ServerAccess(
        Optional.ofNullable(tlsCertificateFile)
            .map(
                certificate ->
                    new ServerAccess.Tls(
                        certificate, tlsKeyFile, Optional.ofNullable(tlsClientCaFile))),
        Optional.ofNullable(tokenFile));
  }
}
