/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.zknode.devprover.DevProver.End;
import picocli.CommandLine;
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
      paramLabel = "none|slow|wrong|die",
      defaultValue = "none",
      converter = LowerCaseFault.class,
      description = "Misbehave: none, slow, wrong (final proofs) or die (default: none).")
  private Fault fault;

  @Override
  public Integer call() throws InterruptedException {
    try (DevProver prover = new DevProver(config())) {
      final Thread onStop = Thread.ofPlatform().name("dev-prover-stop").unstarted(prover::close);
      Runtime.getRuntime().addShutdownHook(onStop);
      final End end = prover.run();
      if (end == End.REFUSED) {
        final CommandLine line = spec.commandLine();
        line.getErr().println("The aggregator refuses this prover: " + prover.refusal());
      }
      return end == End.CLOSED ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
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
    return new DevProverConfig(host, port, name, DevProverConfig.FORK_ID, delay, fault);
  }

  /** 0 when the text is no number. */
  private static int port(final String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  static final class LowerCaseFault implements ITypeConverter<Fault> {
    @Override
    public Fault convert(final String text) {
      for (final Fault fault : Fault.values()) {
        if (fault.name().toLowerCase(Locale.ROOT).equals(text)) {
          return fault;
        }
      }
      throw new TypeConversionException(
          "it must be none, slow, wrong or die, got '%s'".formatted(text));
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
