/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.launcher.devnet.BesuFinder;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.devnet.DevnetHome;
import org.zknode.launcher.devnet.DevnetOptions;
import org.zknode.launcher.devnet.DevnetResult;
import org.zknode.launcher.devnet.DevnetSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zknode devnet}. */
@Command(
    name = "devnet",
    mixinStandardHelpOptions = true,
    description = "Runs a whole zk-rollup on this machine: L1, database, nodes, verifier, prover.")
public final class DevnetCommand implements Callable<Integer> {
  /** More external nodes than this do not make sense on one machine. */
  private static final int MAX_VERIFIERS = 8;

  private static final int MAX_PROVERS = 8;

  private final PrintStream out;
  private final Map<String, String> environment;

  @Option(
      names = "--engine",
      paramLabel = "<auto|besu|embedded>",
      description =
          "EVM of the L2 nodes; auto takes Besu when BESU_HOME is set or besu is on the PATH (default: ${DEFAULT-VALUE})")
  String engine = "auto";

  @Option(
      names = "--verifiers",
      paramLabel = "<count>",
      description =
          "External nodes; each follows by zks replay and verifies (default: ${DEFAULT-VALUE})")
  int verifiers = 1;

  @Option(
      names = "--provers",
      paramLabel = "<count>",
      description = "Dev provers (default: ${DEFAULT-VALUE})")
  int provers = 1;

  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description =
          "New or empty folder for all data and logs, kept at the end (default: a temporary one, deleted at the end)")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--exit-after-verified",
      paramLabel = "<batches>",
      description = "Send transactions, wait until so many batches are verified on L1, check, end")
  Optional<Integer> exitAfterVerified = Optional.empty();

  @Option(
      names = "--json",
      description = "Print the result of --exit-after-verified as JSON in the last line")
  boolean json;

  @Option(names = "--free-ports", description = "Take any free TCP ports")
  boolean freePorts;

  DevnetCommand(final PrintStream out, final Map<String, String> environment) {
    this.out = out;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    final long start = System.nanoTime();
    final DevnetOptions options = options();
    final DevnetHome home = DevnetHome.fromSystemProperties();
    final CountDownLatch stopped = new CountDownLatch(1);
    try (DevnetSession session = DevnetSession.open(stopped)) {
      final Devnet devnet = session.start(options, home, out);
      if (exitAfterVerified.isPresent()) {
        final DevnetResult result = session.drive(devnet, exitAfterVerified.get(), out, start);
        printResult(result);
      } else {
        session.show(devnet, out);
      }
      return 0;
    } finally {
      stopped.countDown();
    }
  }

  private void printResult(final DevnetResult result) {
    out.printf(
        "%d batches verified on L1, %d transactions, %d verifier signatures, all nodes agree on block %d, %d s%n",
        result.batches().verified(),
        result.transactions(),
        result.verifierSignatures(),
        result.mainNode().block(),
        result.seconds());
    if (json) {
      try {
        out.println(new ObjectMapper().writeValueAsString(result.toJson()));
      } catch (final JsonProcessingException e) {
        throw new LauncherException("the result cannot be printed", e);
      }
    }
  }

  private DevnetOptions options() {
    require(verifiers >= 1 && verifiers <= MAX_VERIFIERS, "--verifiers", verifiers, MAX_VERIFIERS);
    require(provers >= 1 && provers <= MAX_PROVERS, "--provers", provers, MAX_PROVERS);
    exitAfterVerified.ifPresent(
        wanted -> require(wanted >= 1 && wanted <= 1000, "--exit-after-verified", wanted, 1000));
    if (json && exitAfterVerified.isEmpty()) {
      throw new LauncherException("--json needs --exit-after-verified");
    }
    final Optional<Path> besu = BesuFinder.find(environment);
    final DevnetOptions.Engine chosen =
        switch (engine.toLowerCase(Locale.ROOT)) {
          case "embedded" -> DevnetOptions.Engine.EMBEDDED;
          case "besu" -> {
            if (besu.isEmpty()) {
              throw new LauncherException(
                  "--engine besu needs a Besu: set BESU_HOME to its folder, or put besu on the PATH");
            }
            yield DevnetOptions.Engine.BESU;
          }
          case "auto" ->
              besu.isPresent() ? DevnetOptions.Engine.BESU : DevnetOptions.Engine.EMBEDDED;
          default ->
              throw new LauncherException(
                  "--engine is auto, besu or embedded, not '%s'".formatted(engine));
        };
    return new DevnetOptions(chosen, besu, verifiers, provers, verifiers, data, freePorts);
  }

  private static void require(
      final boolean condition, final String option, final int value, final int max) {
    if (!condition) {
      throw new LauncherException("%s is from 1 to %d, not %d".formatted(option, max, value));
    }
  }
}
