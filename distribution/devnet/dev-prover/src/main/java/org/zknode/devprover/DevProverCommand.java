/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.zknode.devprover.DevProver.End;
import org.zknode.rollup.grpc.ClientAccess;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code dev-prover --aggregator host:port}: runs a {@link DevProver} until it is stopped. */
@Command(
    name = "dev-prover",
    mixinStandardHelpOptions = true,
    description = "A prover for development; its proofs are worth nothing outside of a devnet.")
public final class DevProverCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--aggregator",
      required = true,
      paramLabel = "HOST:PORT",
      description = "gRPC address of the aggregator.")
  private String aggregator;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "dev-prover",
      description = "Name that the aggregator shows (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      defaultValue = "PT1S",
      converter = NotNegative.class,
      description = "How long a proof takes, ISO-8601 (default: ${DEFAULT-VALUE}).")
  private Duration delay;

  @Option(
      names = "--fault",
      paramLabel = "none|slow|wrong|wrong-batch|dying|refusing",
      defaultValue = "none",
      converter = FaultText.class,
      description =
          "Misbehave: be slow, make wrong final or batch proofs, die in the middle, refuse"
              + " (default: ${DEFAULT-VALUE}).")
  private Fault fault;

  @Option(
      names = "--fault-rate",
      paramLabel = "SHARE",
      defaultValue = "1",
      converter = Share.class,
      description = "Share of the proofs that go wrong, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double faultRate;

  @Option(
      names = "--fault-seed",
      paramLabel = "NUMBER",
      description = "Makes the same proofs go wrong again (default: another one each time).")
  private Optional<Long> faultSeed = Optional.empty();

  @Option(
      names = "--tls-ca-file",
      paramLabel = "FILE",
      description =
          "PEM file with whom to trust for the aggregator's certificate; switches TLS on.")
  private Optional<Path> tlsCaFile = Optional.empty();

  @Option(
      names = "--tls-certificate-file",
      paramLabel = "FILE",
      description = "PEM file with this prover's certificate, where the aggregator asks for one.")
  private Optional<Path> tlsCertificateFile = Optional.empty();

  @Option(
      names = "--tls-key-file",
      paramLabel = "FILE",
      description = "PEM file with its private key (PKCS#8, no password).")
  private Optional<Path> tlsKeyFile = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the bearer token, where the aggregator asks for one.")
  private Optional<Path> tokenFile = Optional.empty();

  @ArgGroup(multiplicity = "1")
  private Executed executed;

  /** How it finds what a batch leads to. */
  static final class Executed {
    @Option(
        names = "--genesis",
        required = true,
        paramLabel = "FILE",
        description =
            "Execute each batch on its witness alone, on the EVM of a Besu, by the rules of this"
                + " genesis file. Nothing is believed.")
    private Path genesis;

    @Option(
        names = "--trusting",
        required = true,
        paramLabel = "URL",
        description =
            "Execute nothing and believe the node whose JSON-RPC this is: for the embedded engine,"
                + " which gives no witnesses.")
    private URI trusting;
  }

  @Option(
      names = "--block-gas-limit",
      paramLabel = "GAS",
      defaultValue = "30000000",
      description = "Gas limit of every block of the rollup (default: ${DEFAULT-VALUE}).")
  private long blockGasLimit;

  @Option(
      names = "--record",
      paramLabel = "FOLDER",
      description =
          "Also write each batch's input as batch-N.pb (aggregator.v1 InputProver), for"
              + " check-prover-input.")
  private Optional<Path> record = Optional.empty();

  private final ElsewhereRun elsewhere;

  /** In a process that has an EVM, or needs none. */
  public DevProverCommand() {
    this(ElsewhereRun.NOWHERE);
  }

  public DevProverCommand(final ElsewhereRun elsewhere) {
    this.elsewhere = elsewhere;
  }

  /** As a process of its own. */
  public static void main(final String[] arguments) {
    System.exit(new CommandLine(new DevProverCommand()).execute(arguments));
  }

  private BatchOutcomes outcomes() {
    return executed.genesis == null
        ? new TrustedNode(executed.trusting)
        : StatelessOutcomes.open(executed.genesis, blockGasLimit);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (executed.genesis != null && !StatelessOutcomes.isPossible()) {
      return elsewhere.run(spec.commandLine().getParseResult().originalArgs());
    }
    try (DevProver prover = new DevProver(config())) {
      final Thread onStop = Thread.ofPlatform().name("dev-prover-stop").unstarted(prover::close);
      Runtime.getRuntime().addShutdownHook(onStop);
      final End end = prover.run();
      if (end == End.REFUSED) {
        final CommandLine line = spec.commandLine();
        line.getErr().println("The aggregator refuses this prover: " + prover.refusal());
      }
      return end == End.CLOSED ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private DevProverConfig config() {
    final int colon = aggregator.lastIndexOf(':');
    final String host = colon < 1 ? "" : aggregator.substring(0, colon);
    final int port = host.isEmpty() ? 0 : port(aggregator.substring(colon + 1));
    if (port < 1 || port > MAX_PORT) {
      throw new ParameterException(
          spec.commandLine(),
          "--aggregator must be HOST:PORT with a port of 1 to 65535, got '%s'"
              .formatted(aggregator));
    }
    final RandomGenerator random =
        faultSeed.<RandomGenerator>map(Random::new).orElseGet(RandomGenerator::getDefault);
    return new DevProverConfig(
        host,
        port,
        name,
        DevProverConfig.FORK_ID,
        delay,
        new FaultPlan(fault, faultRate, random),
        new ClientAccess(tlsCaFile, tlsCertificateFile, tlsKeyFile, tokenFile),
        outcomes(),
        record);
  }

  /** 0 when the text is no number. */
  private static int port(final String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  static final class FaultText implements ITypeConverter<Fault> {
    @Override
    public Fault convert(final String text) {
      return Fault.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "it must be one of %s, got '%s'"
                          .formatted(String.join(", ", Fault.texts()), text)));
    }
  }

  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(final String text) {
      // No more than a share needs; parseDouble takes far more forms.
      if (!text.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")) {
        throw new TypeConversionException("it must be 0 to 1, got '%s'".formatted(text));
      }
      return Double.parseDouble(text);
    }
  }

  static final class NotNegative implements ITypeConverter<Duration> {
    @Override
    public Duration convert(final String text) {
      final Duration duration;
      try {
        duration = Duration.parse(text);
      } catch (final java.time.format.DateTimeParseException e) {
        throw new TypeConversionException(
            "it must be an ISO-8601 duration such as PT1S, got '%s'".formatted(text));
      }
      if (duration.isNegative()) {
        throw new TypeConversionException("it must not be negative, got '%s'".formatted(text));
      }
      return duration;
    }
  }
}
