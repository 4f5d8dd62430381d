/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.zknode.rollup.executor.BatchExecutionConfig;
import org.zknode.rollup.executor.ExecutorAddress;
import org.zknode.rollup.executor.ExecutorsConfig;
import org.zknode.rollup.grpc.ClientAccess;
import picocli.CommandLine.Option;

/** The part of {@code --plugin-sequencer-*} about executors that the batch check asks. */
public final class BatchExecutionOptions {
  private static final String URLS = "--plugin-sequencer-executor-urls";
  private static final String DEADLINE = "--plugin-sequencer-executor-deadline";
  private static final String CA = "--plugin-sequencer-executor-tls-ca-file";
  private static final String CERTIFICATE = "--plugin-sequencer-executor-tls-certificate-file";
  private static final String KEY = "--plugin-sequencer-executor-tls-key-file";
  private static final String WITNESSES = "--plugin-sequencer-witness-urls";

  @Option(
      names = URLS,
      split = ",",
      paramLabel = "<url>",
      description =
          "Executors that execute each closed batch, grpc://host:port or grpcs://host:port; of"
              + " several, two have to agree, and others are asked when one fails or is wrong")
  List<URI> urls = List.of();

  @Option(
      names = WITNESSES,
      split = ",",
      paramLabel = "<url>",
      converter = HttpUriConverter.class,
      description =
          "JSON-RPC of nodes that follow this one and record the witnesses for the executors; then"
              + " this node executes no batch again unless executors fail or disagree (default: it"
              + " records them itself)")
  List<URI> witnessUrls = List.of();

  @Option(
      names = DEADLINE,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Longest wait for one executor's answer (default: ${DEFAULT-VALUE})")
  Duration deadline = Duration.ofSeconds(30);

  @Option(
      names = CA,
      paramLabel = "<file>",
      description =
          "PEM file with whom to trust for the executors' certificates (default: whom the JVM trusts)")
  Path caFile;

  @Option(
      names = CERTIFICATE,
      paramLabel = "<file>",
      description = "PEM file with this node's certificate, where executors ask for one")
  Path certificateFile;

  @Option(
      names = KEY,
      paramLabel = "<file>",
      description = "PEM file with its private key (PKCS#8, no password)")
  Path keyFile;

  @Option(
      names = "--plugin-sequencer-executor-token-file",
      paramLabel = "<file>",
      description = "File with the bearer token, where executors ask for one")
  Path tokenFile;

  Optional<BatchExecutionConfig> toConfig() {
    OptionChecks.positive(deadline, DEADLINE);
    if (urls.isEmpty()) {
      if (!witnessUrls.isEmpty()) {
        throw OptionException.missing(URLS, "with " + WITNESSES);
      }
      return Optional.empty();
    }
    final List<ExecutorAddress> addresses = urls.stream().map(this::address).toList();
    try {
      return Optional.of(
          new BatchExecutionConfig(
              new ExecutorsConfig(addresses, access(), deadline), witnessUrls));
    } catch (final OptionException e) {
      throw e;
    } catch (final IllegalArgumentException e) {
      throw new OptionException(URLS, e.getMessage());
    }
  }

  private ExecutorAddress address(final URI url) {
    try {
      return ExecutorAddress.of(url);
    } catch (final IllegalArgumentException e) {
      throw new OptionException(URLS, e.getMessage());
    }
  }

  private ClientAccess access() {
    if ((certificateFile == null) != (keyFile == null)) {
      throw OptionException.missing(
          certificateFile == null ? CERTIFICATE : KEY,
          "with " + (certificateFile == null ? KEY : CERTIFICATE));
    }
    if (certificateFile != null && caFile == null) {
      throw OptionException.missing(CA, "with " + CERTIFICATE);
    }
    return new ClientAccess(
        Optional.ofNullable(caFile),
        Optional.ofNullable(certificateFile),
        Optional.ofNullable(keyFile),
        Optional.ofNullable(tokenFile));
  }
}
