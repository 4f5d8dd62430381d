/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.config.AggregatorConfig;
import picocli.CommandLine.Option;

/** {@code --plugin-aggregator-*}: handing batches to provers and proofs to L1. */
public final class AggregatorOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "aggregator";

  private static final String ENABLED = "--plugin-aggregator-enabled";
  private static final int MAX_PORT = 65_535;

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
      names = "--plugin-aggregator-dev-witness",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "Tell provers the expected state root; only the development prover needs it (default: ${DEFAULT-VALUE})")
  boolean devWitness;

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
            devWitness));
  }

  private static Duration nonNegative(final Duration value, final String flag) {
    if (value.isNegative()) {
      throw new OptionException(flag, value + " is negative");
    }
    return value;
  }
}
