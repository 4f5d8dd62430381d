/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.aggregator.ProverRules;
import org.zknode.rollup.grpc.ServerAccess;
import picocli.CommandLine.Option;

/** {@code --plugin-aggregator-*}: handing batches to provers and proofs to L1. */
public final class AggregatorOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "aggregator";

  private static final String ENABLED = "--plugin-aggregator-enabled";
  private static final String CERTIFICATE = "--plugin-aggregator-tls-certificate-file";
  private static final String KEY = "--plugin-aggregator-tls-key-file";
  private static final String CLIENT_CA = "--plugin-aggregator-tls-client-ca-file";
  private static final int MAX_PORT = 65_535;

  /** More failures in a row than that say no more about a prover. */
  private static final int MAX_QUARANTINE_FAILURES = 1_000;

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "This node serves provers and verifies batches on L1 (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-aggregator-host",
      paramLabel = "<host>",
      description = "Interface of the gRPC server for provers (default: ${DEFAULT-VALUE})")
  String host = "127.0.0.1";

  @Option(
      names = "--plugin-aggregator-port",
      paramLabel = "<port>",
      description = "TCP port of that server, 0 = any free one (default: ${DEFAULT-VALUE})")
  int port = 50_081;

  @Option(
      names = "--plugin-aggregator-key-file",
      paramLabel = "<file>",
      description = "File with the hex key of the account that sends final proofs to L1")
  Path keyFile;

  @Option(
      names = "--plugin-aggregator-beneficiary",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "Receives the reward on L1 (default: the key's address)")
  Address beneficiary;

  @Option(
      names = "--plugin-aggregator-verify-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Shortest time between two final proofs (default: ${DEFAULT-VALUE})")
  Duration verifyInterval = Duration.ofSeconds(90);

  @Option(
      names = "--plugin-aggregator-proof-timeout",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Lease of one proof job (default: ${DEFAULT-VALUE})")
  Duration proofTimeout = Duration.ofMinutes(10);

  @Option(
      names = "--plugin-aggregator-poll-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How often a prover is asked for its proof (default: ${DEFAULT-VALUE})")
  Duration pollInterval = Duration.ofSeconds(5);

  @Option(
      names = "--plugin-aggregator-max-input-bytes",
      paramLabel = "<bytes>",
      description =
          "Most bytes of one batch's input for a prover; one that would have more goes without execution"
              + " witnesses, 0 = none has any (default: ${DEFAULT-VALUE})")
  int maxInputBytes = AggregatorConfig.DEFAULT_MAX_INPUT_BYTES;

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
          "PEM file with certificate authorities; a prover then needs a certificate of one of them")
  Path tlsClientCaFile;

  @Option(
      names = "--plugin-aggregator-token-file",
      paramLabel = "<file>",
      description = "File with the bearer token that provers show; left out when none is asked")
  Path tokenFile;

  @Option(
      names = "--plugin-aggregator-quarantine-failures",
      paramLabel = "<number>",
      description =
          "Failed jobs in a row after which a prover gets none for a while (default: ${DEFAULT-VALUE})")
  int quarantineFailures = ProverRules.DEFAULT.quarantineAfter();

  @Option(
      names = "--plugin-aggregator-quarantine",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How long that is at first (default: ${DEFAULT-VALUE})")
  Duration quarantine = ProverRules.DEFAULT.quarantine();

  @Option(
      names = "--plugin-aggregator-min-reward",
      paramLabel = "<amount>",
      description =
          "Least reward of a final proof on L1, in the fee token's smallest unit; batches are"
              + " collected until it is reached, 0 = any (default: ${DEFAULT-VALUE})")
  BigInteger minReward = ProverRules.DEFAULT.minReward();

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  Optional<AggregatorConfig> toConfig() {
    if (!enabled) {
      return Optional.empty();
    }
    final PrivateKey key =
        OptionChecks.key(keyFile, "--plugin-aggregator-key-file", "with " + ENABLED);
    return Optional.of(
        new AggregatorConfig(
            host,
            OptionChecks.between(port, 0, MAX_PORT, "--plugin-aggregator-port"),
            keyFile,
            beneficiary == null ? key.address() : beneficiary,
            nonNegative(verifyInterval, "--plugin-aggregator-verify-interval"),
            OptionChecks.positive(proofTimeout, "--plugin-aggregator-proof-timeout"),
            OptionChecks.positive(pollInterval, "--plugin-aggregator-poll-interval"),
            OptionChecks.between(
                maxInputBytes, 0, Integer.MAX_VALUE, "--plugin-aggregator-max-input-bytes"),
            access(),
            new ProverRules(
                OptionChecks.between(
                    quarantineFailures,
                    1,
                    MAX_QUARANTINE_FAILURES,
                    "--plugin-aggregator-quarantine-failures"),
                OptionChecks.positive(quarantine, "--plugin-aggregator-quarantine"),
                minReward())));
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

  private BigInteger minReward() {
    if (minReward.signum() < 0) {
      throw new OptionException("--plugin-aggregator-min-reward", minReward + " is negative");
    }
    return minReward;
  }

  private static Duration nonNegative(final Duration value, final String flag) {
    if (value.isNegative()) {
      throw new OptionException(flag, value + " is negative");
    }
    return value;
  }
}
