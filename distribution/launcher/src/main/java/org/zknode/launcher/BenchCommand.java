/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.bench.load.Bench;
import org.zknode.bench.load.LatencyBench;
import org.zknode.bench.load.LatencyReport;
import org.zknode.bench.load.RateFigures;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zknode bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures a devnet: sustained transactions and blocks per second of the sequencer, replay import of the external node; or, with --rate or --find-rate, how long people wait at a rate, at the main node and at the external node.")
public final class BenchCommand implements Callable<Integer> {
  private static final int MAX_BOUND_MILLIS = 60_000;

  /** A devnet on two cores does it. */
  private static final int FIRST_RATE = 50;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  @Mixin EngineChoice engine = new EngineChoice();

  @Option(
      names = "--seconds",
      paramLabel = "<seconds>",
      description =
          "How long the sequencer is measured, or each node at each rate (default: ${DEFAULT-VALUE})")
  int seconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "<seconds>",
      description = "How long each rate is there before it is measured (default: ${DEFAULT-VALUE})")
  int warmUp = 5;

  @Option(
      names = "--rate",
      paramLabel = "<per second>",
      description =
          "Transactions per second that are sent: prints p50, p90 and p99 of acceptance (eth_sendRawTransaction is answered), of preconfirmation (the node's feed tells of it) and of inclusion (it is in a block of that node); the first one that is tried with --find-rate (default: 50 there)")
  Integer rate;

  @Option(
      names = "--find-rate",
      description =
          "Finds the highest rate, to within a tenth, at which the main node takes all and the p99 of inclusion is within the bound; prints the same for it")
  boolean findRate;

  @Option(
      names = "--bound-millis",
      paramLabel = "<milliseconds>",
      description = "Bound of --find-rate for the p99 of inclusion (default: ${DEFAULT-VALUE})")
  int boundMillis = 2_000;

  @Option(
      names = "--json",
      description = "Print one JSON object instead of a table; with --rate or --find-rate")
  boolean json;

  BenchCommand(
      final PrintStream out, final PrintStream err, final Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > 3600) {
      throw new LauncherException("--seconds is from 1 to 3600, not %d".formatted(seconds));
    }
    if (warmUp < 0 || warmUp > 3600) {
      throw new LauncherException("--warm-up is from 0 to 3600, not %d".formatted(warmUp));
    }
    if (rate != null) {
      EngineChoice.require("--rate", rate, LatencyBench.HIGHEST_RATE);
    }
    EngineChoice.require("--bound-millis", boundMillis, MAX_BOUND_MILLIS);
    if (json && !measuresLatency()) {
      throw new LauncherException("--json is of --rate and --find-rate");
    }
    final CountDownLatch stopped = new CountDownLatch(1);
    try (DevnetSession session = DevnetSession.open(stopped)) {
      // Only figures go to standard output.
      final Devnet devnet =
          session.start(
              engine.options(environment).forBench(), DevnetHome.fromSystemProperties(), err);
      if (measuresLatency()) {
        latency(devnet);
      } else {
        new Bench(devnet, out).run(Duration.ofSeconds(seconds));
      }
      return 0;
    } finally {
      stopped.countDown();
    }
  }

  private boolean measuresLatency() {
    return rate != null || findRate;
  }

  private void latency(final Devnet devnet) {
    final LatencyBench bench =
        new LatencyBench(devnet, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), err);
    final int first = rate == null ? FIRST_RATE : rate;
    final List<RateFigures> figures = findRate ? bench.find(first, boundMillis) : bench.at(first);
    final OptionalDouble bound = findRate ? OptionalDouble.of(boundMillis) : OptionalDouble.empty();
    final LatencyReport report = new LatencyReport(out, devnet.options().engine().text());
    if (json) {
      report.json(figures, bound);
    } else {
      report.table(figures, bound);
    }
  }
}
